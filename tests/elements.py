"""What the elements of a page name by id, on any page of readers or of the desk."""

from __future__ import annotations

from typing import Any

_NAMING = (
    "for", "list", "form", "popovertarget", "aria-activedescendant", "aria-controls", "aria-describedby", "aria-details",
    "aria-errormessage", "aria-labelledby", "aria-owns",
)  # fmt: skip


def ids_named(document: Any) -> set[str]:
    """Return all ids that attributes of the elements name."""
    return {name for each in _NAMING for value in document.xpath(f"//@{each}") for name in value.split()}
