"""Identifiers, headers and records: a report as the protocol wraps it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.urls import reverse

from archive.harvest.elements import Element, leaf
from archive.harvest.formats import MetadataFormat
from archive.harvest.listing import Told
from archive.harvest.sets import sets_of
from archive.web.fields import GREATEST_ID

_IDENTIFIER = re.compile(r"oai:(?P<host>[^:]+):reports/(?P<number>[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the archive stands: ``https://host[:port]``."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def base(self) -> str:
        """The address of the protocol."""
        return self.origin + reverse("oai")


def identifier(number: int, site: Site) -> str:
    return f"oai:{site.host}:reports/{number}"


def number_of(written: str, site: Site) -> int | None:
    """Return the report's number that an identifier of this archive names, None for any other."""
    found = _IDENTIFIER.fullmatch(written)
    if not found or found["host"].lower() != site.host:
        return None
    return number if (number := int(found["number"])) <= GREATEST_ID else None


def utc(moment: datetime) -> str:
    """Return a moment as the protocol writes it, in whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def header(told: Told, site: Site) -> Element:
    """Return the header; of a report that went away it says that and when, and no set."""
    parts = [
        leaf("identifier", identifier(told.number, site)),
        leaf("datestamp", utc(told.changed_at)),
        *(leaf("setSpec", spec) for spec in (sets_of(told.report) if told.report else ())),
    ]
    return Element("header", parts, {"status": None if told.report else "deleted"})


def record(told: Told, form: MetadataFormat, site: Site) -> Element:
    """Return the record in a format; of a report that went away the header alone."""
    if told.report is None:
        return Element("record", (header(told, site),))
    return Element("record", (header(told, site), Element("metadata", (form.write(told.report, site.origin),))))
