"""The six verbs of the protocol: what each answers (OAI-PMH 2.0, section 4)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings

from archive.exporting.citation.description import ARCHIVE
from archive.harvest.arguments import Asked, ProtocolError
from archive.harvest.elements import Element, leaf
from archive.harvest.formats import FORMATS, MetadataFormat
from archive.harvest.listing import HarvestPage, Told, begin, page_at, told_of
from archive.harvest.records import Site, header, identifier, number_of, record, utc
from archive.harvest.sets import all_sets, place
from archive.harvest.tokens import Position, read_token, write_token
from archive.publishing.changes import earliest_time

#: Sets of one page.
SETS_AT_ONCE = 500
#: What an archive says to have begun with whose first change is still to come.
_BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
#: The protocol asks for an address of somebody; the last part of this one says that nobody has it (RFC 2606).
_NOBODY = "nobody@jiceng.invalid"
_MAIL = re.compile(r"[^\s@]{1,64}@(?:[^\s.@]{1,63}\.){1,8}[^\s.@]{1,63}")  # lengths of RFC 5321
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
_NAMING = "http://www.openarchives.org/OAI/2.0/oai-identifier"


def answer(asked: Asked, site: Site) -> Element:
    """Return the element of the verb. Raise ProtocolError."""
    return _ANSWERS[asked.verb](asked, site)


def _identify(asked: Asked, site: Site) -> Element:
    mail = settings.EDITORS_EMAIL
    parts = [
        leaf("repositoryName", ARCHIVE),
        leaf("baseURL", site.base),
        leaf("protocolVersion", "2.0"),
        leaf("adminEmail", mail if _MAIL.fullmatch(mail) else _NOBODY),
        leaf("earliestDatestamp", utc(earliest_time() or _BEGINNING)),
        leaf("deletedRecord", "persistent"),
        leaf("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]
    if _DOMAIN.fullmatch(site.host):
        parts.append(Element("description", (_naming(site),)))
    return Element("Identify", parts)


def _naming(site: Site) -> Element:
    """Return how identifiers are made (the guideline on oai-identifier); only a name of a domain fits its schema."""
    parts = [
        leaf("scheme", "oai"),
        leaf("repositoryIdentifier", site.host),
        leaf("delimiter", ":"),
        leaf("sampleIdentifier", identifier(17, site)),
    ]
    attributes = {
        "xmlns": _NAMING,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_NAMING} {_NAMING}.xsd",
    }
    return Element("oai-identifier", parts, attributes)


def _list_formats(asked: Asked, site: Site) -> Element:
    if "identifier" in asked.given:
        _told(asked, site)
    forms = [
        Element(
            "metadataFormat",
            (
                leaf("metadataPrefix", prefix),
                leaf("schema", form.schema_at(site.origin)),
                leaf("metadataNamespace", form.namespace),
            ),
        )
        for prefix, form in FORMATS.items()
    ]
    return Element("ListMetadataFormats", forms)


def _list_sets(asked: Asked, site: Site) -> Element:
    position = Position(asked.verb, last="")
    if "resumptionToken" in asked.given:
        position = read_token(asked.given["resumptionToken"], asked.verb)
    sets = all_sets()
    behind = bisect_right(sets, place(str(position.last)), key=lambda each: place(each[0])) if position.last else 0
    rest = sets[behind:] or sets[-1:]
    some = rest[:SETS_AT_ONCE]
    told = position.told + len(some)
    position = replace(position, size=max(len(sets), told))
    following = replace(position, last=some[-1][0], told=told) if len(rest) > len(some) else None
    elements = [Element("set", (leaf("setSpec", spec), leaf("setName", name))) for spec, name in some]
    return Element("ListSets", (*elements, *_token(position, following)))


def _get_record(asked: Asked, site: Site) -> Element:
    form = _format(asked.given["metadataPrefix"])
    return Element("GetRecord", (record(_told(asked, site, form), form, site),))


def _list_records(asked: Asked, site: Site) -> Element:
    position = _position(asked)
    form = _format(position.prefix)
    page = page_at(position, with_evidence=form.needs_evidence)
    records = [record(told, form, site) for told in page.told]
    return Element(asked.verb, (*records, *_token_of(page)))


def _list_identifiers(asked: Asked, site: Site) -> Element:
    page = page_at(_position(asked))
    return Element(asked.verb, (*(header(told, site) for told in page.told), *_token_of(page)))


_ANSWERS: Mapping[str, Callable[[Asked, Site], Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _format(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"没有这种格式，本库有 {'、'.join(FORMATS)}。")
    return FORMATS[prefix]


def _position(asked: Asked) -> Position:
    """Return the place in a list, its format among those that there are."""
    token = asked.given.get("resumptionToken")
    position = begin(asked) if token is None else read_token(token, asked.verb)
    _format(position.prefix)
    return position


def _told(asked: Asked, site: Site, form: MetadataFormat | None = None) -> Told:
    number = number_of(asked.given["identifier"], site)
    told = None if number is None else told_of(number, with_evidence=form is not None and form.needs_evidence)
    if told is None:
        raise ProtocolError("idDoesNotExist", f"没有这个标识符。本库的标识符形如 {identifier(17, site)}。")
    return told


def _token_of(page: HarvestPage) -> tuple[Element, ...]:
    return _token(page.position, page.next)


def _token(position: Position, following: Position | None) -> tuple[Element, ...]:
    """Return the token's element: none for a list of one page, an empty one on the last of several (section 3.5)."""
    if following is None and not position.told:
        return ()
    attributes = {"completeListSize": str(position.size), "cursor": str(position.told)}
    return (Element("resumptionToken", (write_token(following),) if following else (), attributes),)
