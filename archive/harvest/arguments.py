"""Is a request one of the protocol's six? Its verb, and which arguments each verb takes (OAI-PMH 2.0, sections 3.6 and 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

#: {verb: (needed arguments, further ones)}; a verb with ``resumptionToken`` takes it alone.
_VERBS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set", "resumptionToken")),
}
#: Legal spellings: a URI (RFC 3986; no scheme is near 40 characters), and the patterns of the protocol's schema.
_SPELLINGS = {
    "identifier": re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"),
    "metadataPrefix": re.compile(r"[A-Za-z0-9_.!~*'()-]+"),
    "set": re.compile(r"[A-Za-z0-9_.!~*'()-]+(?::[A-Za-z0-9_.!~*'()-]+)*"),
    "from": (_MOMENT := re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")),
    "until": _MOMENT,
}
_SHAPES = {
    "identifier": "标识符须是 oai:主机名:reports/编号",
    "metadataPrefix": "格式名只能有字母、数字和 _ - . 等",
    "set": "集合名须是以冒号分级的字母、数字和 _ - . 等",
    "from": "日期须是 YYYY-MM-DD 或 YYYY-MM-DDThh:mm:ssZ（UTC）",
    "until": "日期须是 YYYY-MM-DD 或 YYYY-MM-DDThh:mm:ssZ（UTC）",
}
_DAY_LENGTH = len("YYYY-MM-DD")


class ProtocolError(Exception):
    """An error of the protocol: its ``code`` of section 3.6, and a Chinese sentence that says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that keeps to the protocol; ``given`` holds its arguments without the verb."""

    verb: str
    given: Mapping[str, str]

    @property
    def since(self) -> datetime | None:
        """The first second of ``from``, or None."""
        return first_second(self.given.get("from", ""))

    @property
    def until(self) -> datetime | None:
        """The last second of ``until``, or None."""
        return last_second(self.given.get("until", ""))


def read_arguments(pairs: Sequence[tuple[str, str]]) -> Asked:
    """Return the request. Raise ProtocolError, badVerb or badArgument."""
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _VERBS:
        raise ProtocolError("badVerb", f"请写明一个动词（verb），限于 {'、'.join(_VERBS)}。")
    (verb,) = verbs
    needed, further = _VERBS[verb]
    counts = Counter(name for name, _ in pairs if name != "verb")
    given = {name: value for name, value in pairs if name != "verb"}
    if strange := [name for name in counts if name not in needed + further]:
        allowed = "、".join(needed + further)
        raise _bad(f"{verb} 不接受参数“{strange[0][:40]}”，{f'只接受 {allowed}' if allowed else '也不接受其他参数'}。")
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise _bad(f"参数 {repeated[0]} 只能写一次。")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise _bad("续取时只写 verb 和 resumptionToken，不写别的参数。")
        return Asked(verb, given)
    if missing := [name for name in needed if name not in given]:
        raise _bad(f"{verb} 缺少参数 {missing[0]}。")
    for name, value in given.items():
        if not _SPELLINGS[name].fullmatch(value):
            raise _bad(f"参数 {name} 的写法不对：{_SHAPES[name]}。")
    asked = Asked(verb, given)
    _check_moments(asked)
    return asked


def first_second(written: str) -> datetime | None:
    """Return the moment, of a day its first; None for "". Raises ValueError for what no calendar has."""
    if not written:
        return None
    return datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=UTC)


def last_second(written: str) -> datetime | None:
    """Return the moment, of a day its last second; None for "". Raises ValueError for what no calendar has."""
    moment = first_second(written)
    return datetime.combine(moment, time(23, 59, 59), UTC) if moment and len(written) == _DAY_LENGTH else moment


def _check_moments(asked: Asked) -> None:
    try:
        since, until = asked.since, asked.until
    except ValueError:
        raise _bad("参数 from 或 until 里的日期不存在。") from None
    if since and until:
        if len(asked.given["from"]) != len(asked.given["until"]):
            raise _bad("from 和 until 须写到同样的精度：都到日，或都到秒。")
        if since > until:
            raise _bad("from 不能晚于 until。")


def _bad(sentence: str) -> ProtocolError:
    return ProtocolError("badArgument", sentence)
