"""Resumption tokens: where a harvester stands in its list, signed, so that nothing is kept here and no restart forgets it.

A list runs by the numbers of reports, which never change, and not by the times of changes, which do: a report that was
there throughout is met once, whatever is published, changed or withdrawn between two pages.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from django.core import signing

from archive.harvest.arguments import ProtocolError

_SALT = "archive.harvest.tokens.1"
#: Characters of the longest token that is looked at; ours have some 200.
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list of one request.

    ``began`` is the time of the newest change when the list began. ``since``, ``until`` and the set ``within`` are as the request wrote them. ``last``: what was told last, a report's number or a set's
    name. ``told`` and ``size`` count what came before and what the list has.
    """

    verb: str
    prefix: str = ""
    since: str = ""
    until: str = ""
    within: str = ""
    began: str = ""
    last: int | str = 0
    told: int = 0
    size: int = 0


def write_token(position: Position) -> str:
    """Return the token, of letters, digits and ``: - _`` alone."""
    return signing.dumps(astuple(position), salt=_SALT)


def read_token(token: str, verb: str) -> Position:
    """Return the position. Raise ProtocolError for a token of another archive, of another verb, or of nobody."""
    try:
        values = signing.loads(token, salt=_SALT) if len(token) <= _LONGEST and token.isascii() else None
    except signing.BadSignature:
        values = None
    if not isinstance(values, list) or [type(value) for value in values] != _types(verb) or values[0] != verb:
        raise ProtocolError("badResumptionToken", "这个 resumptionToken 不是本库为这个请求发的，请从头开始收割。")
    return Position(*values)


def _types(verb: str) -> list[type]:
    """Return the types of a position's fields: the last of the sets is a name, that of reports a number."""
    return [str, str, str, str, str, str, str if verb == "ListSets" else int, int, int]
