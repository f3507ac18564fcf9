"""Which runs does Word hide? Those that say so themselves, and those whose style does."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from archive.text.formats.office.numbering import W

_OFF = ("0", "false", "off")
_DEEPEST = 20


@dataclass(slots=True)
class HiddenStyles:
    """The styles that hide their words, by name; ``default`` tells of paragraphs without a style."""

    hidden: dict[str, bool] = field(default_factory=dict)
    default: bool = False
    placeholders: frozenset[str] = frozenset()  # the styles of what a form asks for

    def hides_paragraph(self, paragraph: etree._Element) -> bool:
        """Return whether the style of a paragraph hides its runs."""
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.default if style is None else self.hidden.get(style.get(f"{W}val", ""), False)

    def hides_run(self, run: etree._Element, hidden_paragraph: bool) -> bool:
        """Return whether a run is hidden: its own property wins; those of the two styles toggle (ECMA-376-1, 17.7.3)."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return hidden_paragraph
        own = _vanishes(properties)
        if own is not None:
            return own
        style = properties.find(f"{W}rStyle")
        return hidden_paragraph != (style is not None and self.hidden.get(style.get(f"{W}val", ""), False))


def read_hidden(styles: etree._Element | None) -> HiddenStyles:
    """Return the styles of styles.xml that hide words, by themselves or by the style they are based on."""
    if styles is None:
        return HiddenStyles()
    own: dict[str, bool] = {}
    base: dict[str, str] = {}
    default = ""
    placeholders: set[str] = set()
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        based = style.find(f"{W}basedOn")
        base[name] = based.get(f"{W}val", "") if based is not None else ""
        properties = style.find(f"{W}rPr")
        if properties is not None and (vanishes := _vanishes(properties)) is not None:
            own[name] = vanishes
        called = style.find(f"{W}name")
        if called is not None and called.get(f"{W}val", "").lower() == "placeholder text":
            placeholders.add(name)
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF:
            default = name
    hidden: dict[str, bool] = {}
    for name in base if own else ():
        at, steps = name, 0
        while at and at not in own and steps < _DEEPEST:
            at, steps = base.get(at, ""), steps + 1
        hidden[name] = own.get(at, False)
    return HiddenStyles(hidden, hidden.get(default, False), frozenset(placeholders))


def ends_no_paragraph(paragraph: etree._Element) -> bool:
    """Return whether the mark of a paragraph is deleted, moved away or joins two styles, so that the next goes on its line.

    A mark that is merely hidden stays: it may stand before a table.
    """
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(
        properties.find(f"{W}{name}") is not None for name in ("del", "moveFrom", "specVanish")
    )


def _vanishes(properties: etree._Element) -> bool | None:
    found = properties.find(f"{W}vanish")
    return None if found is None else found.get(f"{W}val", "1") not in _OFF
