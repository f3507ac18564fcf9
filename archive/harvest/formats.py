"""The formats that a harvester may ask for, by their names in the protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from archive.harvest import card, dublin_core
from archive.harvest.elements import Element
from archive.models import Report


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format: its namespace, its schema (an address, or a path of ours), and what writes a report in it."""

    namespace: str
    schema: str
    write: Callable[[Report, str], Element]
    needs_evidence: bool = False

    def schema_at(self, origin: str) -> str:
        """Return the absolute address of the schema."""
        return self.schema or origin + reverse("oai-schema")


FORMATS: Mapping[str, MetadataFormat] = {
    "oai_dc": MetadataFormat(dublin_core.NAMESPACE, dublin_core.SCHEMA, dublin_core.write),
    "jiceng": MetadataFormat(card.NAMESPACE, "", card.write, needs_evidence=True),
}
