"""XML as a tree of values, written with every character that XML 1.0 cannot hold left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from archive.exporting.feeds import xml_text

#: A carriage return that is not written as a reference comes back as a line end.
_KEPT = {"\r": "&#13;"}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name with the prefix as written, what it holds, its attributes. An attribute of None is left out."""

    name: str
    inside: Sequence[Element | str] = ()
    attributes: Mapping[str, str | None] = field(default_factory=dict)


def leaf(name: str, text: str, **attributes: str | None) -> Element:
    """Return an element that holds a text alone."""
    return Element(name, (text,), attributes)


def truth(value: bool) -> str:
    """Return a truth value as XML Schema writes it."""
    return "true" if value else "false"


def document(root: Element) -> str:
    """Return the document; it is to be sent as UTF-8."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(_written(root)) + "\n"


def _written(element: Element) -> Iterator[str]:
    attributes = "".join(
        f" {name}={quoteattr(xml_text(value))}" for name, value in element.attributes.items() if value is not None
    )
    if not element.inside:
        yield f"<{element.name}{attributes}/>"
        return
    yield f"<{element.name}{attributes}>"
    for part in element.inside:
        if isinstance(part, Element):
            yield from _written(part)
        else:
            yield escape(xml_text(part), _KEPT)
    yield f"</{element.name}>"
