"""Words that are drawn: WordArt, SmartArt, charts and shapes on a canvas. They stand in attributes or in parts of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from archive.text.formats.office.numbering import W

BOX = f"{W}txbxContent"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_CHARTS, _DIAGRAM, _TEXT_BODY = (f"{_C}chart", f"{_CX}chart"), f"{_D}relIds", f"{_A}txBody"
_ANCHORED = frozenset((BOX, _WORD_ART, *_CHARTS, _DIAGRAM, _TEXT_BODY))
# Longer series are curves of measurements: their points are no words, and no reader sees their figures.
_MOST_CATEGORIES = 100


def anchored(element: etree._Element, skipped: frozenset[str]) -> Iterator[etree._Element]:
    """Yield what is drawn at a paragraph, in order: boxes, WordArt, charts, diagrams. What stands within one comes with it."""
    for child in element:
        if child.tag in _ANCHORED:
            yield child
        elif child.tag not in skipped:
            yield from anchored(child, skipped)


def part_of(element: etree._Element) -> str:
    """Return the id of the relation to the part of a chart or diagram, "" for an element without one."""
    if element.tag in _CHARTS:
        return element.get(f"{_R}id", "")
    return element.get(f"{_R}dm", "") if element.tag == _DIAGRAM else ""


def drawn_lines(element: etree._Element, part: etree._Element | None) -> list[str]:
    """Return the lines of anything anchored but a box; ``part`` is the root of its own part."""
    if element.tag == _WORD_ART:
        lines = [element.get("string", "")]
    elif element.tag == _TEXT_BODY:
        lines = _paragraphs(element)
    elif part is None:
        lines = []
    elif element.tag == _DIAGRAM:
        lines = _diagram_lines(part)
    else:
        lines = _chart_lines(part)
    return [line.strip(" \n") for line in lines if line.strip()]


def _paragraphs(element: etree._Element) -> list[str]:
    return [
        "".join("\n" if each.tag == f"{_A}br" else each.text or "" for each in paragraph.iter(f"{_A}t", f"{_A}br"))
        for paragraph in element.iter(f"{_A}p")
    ]


def _diagram_lines(model: etree._Element) -> list[str]:
    """Return the words of a diagram's points, each before the points below it (ECMA-376 Part 1, 21.4.3)."""
    points = {each.get("modelId", ""): each for each in model.iter(f"{_D}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in model.iter(f"{_D}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = link.get("srcOrd", "0")
            below.setdefault(link.get("srcId", ""), []).append(
                (int(order) if order.isascii() and order.isdigit() else 0, link.get("destId", ""))
            )
    waiting = [name for name, point in points.items() if point.get("type") == "doc"]
    ordered: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name in points and name not in ordered:
            ordered[name] = None
            waiting.extend(each for _, each in sorted(below.get(name, ()), reverse=True))
    lines: list[str] = []
    for name in [*ordered, *(name for name in points if name not in ordered)]:
        settings = points[name].find(f"{_D}prSet")
        # An unfilled point shows a placeholder.
        if settings is None or settings.get("phldr", "0") not in ("1", "true"):
            for words in points[name].iterchildren(f"{_D}t"):
                lines.extend(_paragraphs(words))
    return lines


def _chart_lines(chart: etree._Element) -> list[str]:
    """Return titles, and a table of what the chart shows: a row for each category, a column for each series."""
    lines = [line for tag in (f"{_C}title", f"{_CX}title") for title in chart.iter(tag) for line in _title(title)]
    series = list(chart.iter(f"{_C}ser"))
    names = [" ".join(_values(each.find(f"{_C}tx")).values()) for each in series]
    categories: dict[int, str] = {}
    for each in series:
        categories = categories or _values(each.find(f"{_C}cat"))
    figures = [_values(each.find(f"{_C}val")) for each in series]
    if any(names):
        lines.append("\t".join(["", *names] if categories else names).rstrip("\t"))
    if len(categories) <= _MOST_CATEGORIES:
        for at, category in categories.items():
            lines.append("\t".join([category, *(each.get(at, "") for each in figures)]).rstrip("\t"))
    for dimension in chart.iter(f"{_CX}strDim"):
        lines.extend([point.text or "" for point in dimension.iter(f"{_CX}pt")][:_MOST_CATEGORIES])
    for words in chart.iter(f"{_C}rich"):
        if next(words.iterancestors(f"{_C}title"), None) is None:  # labels that were written by hand
            lines.extend(_paragraphs(words))
    return lines


def _title(title: etree._Element) -> list[str]:
    return [line for line in _paragraphs(title) if line] or [" ".join(_values(title).values())]


def _values(element: etree._Element | None) -> dict[int, str]:
    """Return the cached values of a series or title by their place."""
    found: dict[int, str] = {}
    for point in element.iter(f"{_C}pt") if element is not None else ():
        at, value = point.get("idx", ""), point.find(f"{_C}v")
        if value is not None and value.text and at.isascii() and at.isdigit() and len(at) < 7:
            found[int(at)] = " ".join((found.get(int(at), "") + " " + value.text).split())
    return found
