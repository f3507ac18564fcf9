"""Which rows at the edges of pages are running heads, running feet and page numbers, and no words of the report?

A row is one only if its words come again at the same height on other pages, odd and even ones counted apart, or if it is
a number that runs with the pages. A row that ends a sentence never is one, nor is a row whose figures do not run with
the page number: 第2季度 at the top of the second page is a heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.text.formats.pdf.rows import Row
from search.numerals import han_value

_DEPTH = 3  # rows at each edge that are looked at
_SAME_HEIGHT = 4.0  # points
_APART = 1.5  # of the usual distance of rows: a head stands so far from the text
_FIGURE = r"(?:\d{1,4}|[ivxlc]{1,7}|[一二三四五六七八九十〇○零百]{1,5})"
_DASH = r"[\s\-—–－‐・·•~～<>〈〉《》\[\]()（）|丨/／]"
_NUMBER = re.compile(
    rf"{_DASH}{{0,4}}(?:第\s?|page\s?|p\.?\s?)?(?P<number>{_FIGURE})(?:\s?[页頁版])?"
    rf"(?:[\s,，、]?(?:共|of|[/／])\s?(?:\d{{1,4}}|{_FIGURE})(?:\s?[页頁])?)?{_DASH}{{0,4}}",
    re.IGNORECASE,
)
_PAGE_WORDS = re.compile(
    r"第\s?(?P<hans>[\d一二三四五六七八九十〇○零百]{1,5})\s?[页頁](?:[\s,，、]?共\s?[\d一二三四五六七八九十百]{1,5}\s?[页頁])?|\bpage\s?(?P<latin>\d{1,4})(?:\s?of\s?\d{1,4})?",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[。！？!?；;]['\"”’」』)）】]*$|(?<![\dA-Z])\.['\"”’)]*$")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


@dataclass(slots=True)
class Edge:
    """A row near the top or the bottom of a page, as heads are compared: its words without the page number."""

    page: int
    row: int
    words: str
    number: int | None
    is_number: bool
    height: int
    depth: int
    is_apart: bool


def running_rows(pages: Sequence[Sequence[Row]]) -> list[dict[int, str]]:
    """Return for each page the rows that are none of the report's: {number of the row: rule of the cut}."""
    found: list[dict[int, str]] = [{} for _ in pages]
    leading = _usual_distance(pages)
    for is_foot in (False, True):
        edges = [list(_edges(at, rows, leading, is_foot=is_foot)) for at, rows in enumerate(pages)]
        offsets = _offsets(edges, len(pages))
        repeated = _repeated(edges, len(pages), offsets)
        for at, page in enumerate(edges):
            for edge in page:
                if edge.is_number and _is_page_number(edge, offsets, len(pages)):
                    found[at][edge.row] = "page-number"
                elif (edge.words, edge.height) in repeated[at % 2] and _runs(edge, offsets):
                    if at == 0 and not is_foot and not edge.is_apart:
                        break  # the first page keeps what may be its title
                    found[at][edge.row] = "running-foot" if is_foot else "running-head"
                else:
                    break
    for at, rows in enumerate(pages):
        if len(found[at]) == len(rows):  # what stands alone on a page is what the page says
            found[at] = {row: rule for row, rule in found[at].items() if rule == "page-number"}
    return found if any(len(cuts) < len(rows) for rows, cuts in zip(pages, found, strict=True)) else [{} for _ in pages]


def _edges(page: int, rows: Sequence[Row], leading: float, *, is_foot: bool) -> Iterator[Edge]:
    order = range(len(rows) - 1, -1, -1) if is_foot else range(len(rows))
    step = -1 if is_foot else 1
    for depth, at in enumerate(list(order)[:_DEPTH]):
        row = rows[at]
        inward = [rows[place] for place in range(at, at + step * (_DEPTH + 1 - depth), step) if 0 <= place < len(rows)]
        reach = max((abs(two.y - one.y) for one, two in pairwise(inward)), default=float("inf"))
        words = row.words.translate(_WIDTH).strip()
        number, rest, is_number = _page_number_in(words)
        yield Edge(page, at, rest, number, is_number, round(row.y / _SAME_HEIGHT), depth, reach > _APART * leading)


def _page_number_in(words: str) -> tuple[int | None, str, bool]:
    """Return the page number that a row names, its other words, and whether it holds nothing but the number."""
    bare = words.replace("\t", " ")
    if match := _NUMBER.fullmatch(bare):
        return value_of(match["number"]), "", True
    if match := _PAGE_WORDS.search(words):
        rest = words[: match.start()] + "#" + words[match.end() :]
        return value_of(match["hans"] or match["latin"]), rest, False
    pieces = words.split("\t")
    if len(pieces) > 1:
        for at in (0, -1):
            if match := _NUMBER.fullmatch(pieces[at]):
                rest = "\t".join(pieces[1:] if at == 0 else pieces[:-1])
                return value_of(match["number"]), rest, False
    return None, words, False


def value_of(figures: str) -> int | None:
    """Return the value of a number in Arabic, Roman or Han figures below a thousand, or None."""
    if figures.isdecimal():
        return int(figures)
    if re.fullmatch(r"[ivxlc]+", figures, re.IGNORECASE):
        values = [_ROMAN[letter] for letter in figures.lower()]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < after else value for value, after in pairs)
    return han_value(figures)


def _usual_distance(pages: Sequence[Sequence[Row]]) -> float:
    distances = Counter(round(two.y - one.y) for rows in pages for one, two in pairwise(rows) if two.y - one.y >= 2)
    return float(distances.most_common(1)[0][0]) if distances else 20.0


def _offsets(edges: Sequence[Sequence[Edge]], pages: int) -> set[int]:
    """Return by how much printed page numbers differ from the count of pages, where enough of them agree."""
    counts: Counter[int] = Counter()
    for at, page in enumerate(edges):
        counts.update({edge.number - at for edge in page if edge.number is not None})
    return {offset for offset, times in counts.items() if (times >= 2 and times * 4 >= pages) or times >= 5}


def _is_page_number(edge: Edge, offsets: set[int], pages: int) -> bool:
    if edge.number is None:
        return False
    if edge.number - edge.page in offsets:
        return True
    return pages <= 2 and edge.number == edge.page + 1 and edge.is_apart


def _runs(edge: Edge, offsets: set[int]) -> bool:
    return edge.number is None or edge.number - edge.page in offsets


def _repeated(
    edges: Sequence[Sequence[Edge]], pages: int, offsets: set[int]
) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Return for even and odd places in the file the (words, height) that stand on enough pages."""
    places: defaultdict[tuple[str, int], list[Edge]] = defaultdict(list)
    numbered: defaultdict[tuple[int, int], list[Edge]] = defaultdict(list)
    for page in edges:
        for edge in page:
            if edge.words and not edge.is_number and not _ENDS_SENTENCE.search(edge.words) and _runs(edge, offsets):
                # Half a step of height must not part two rows.
                for height in (edge.height - 1, edge.height, edge.height + 1):
                    places[edge.words, height].append(edge)
                if edge.number is not None and edge.is_apart:
                    numbered[edge.height, edge.page % 2].append(edge)
    repeated: tuple[set[tuple[str, int]], set[tuple[str, int]]] = (set(), set())
    for key, found in places.items():
        apart = sum(edge.is_apart for edge in found) * 2 >= len(found)
        for parity in (0, 1):
            own = {edge.page for edge in found if edge.page % 2 == parity}
            of_parity = (pages + 1 - parity) // 2
            everywhere = len({edge.page for edge in found})
            if not own:
                continue
            is_usual = (len(own) >= 2 and len(own) * 2 > of_parity) or everywhere * 2 > pages
            if (
                (is_usual and everywhere >= 3)
                or (apart and everywhere >= 3)
                or (apart and is_usual and everywhere >= 2)
            ):
                repeated[parity].add(key)
    for (height, parity), found in numbered.items():  # the names of chapters change, beside numbers that run on
        if len(found) >= 3 and len(found) * 2 > (pages + 1 - parity) // 2:
            repeated[parity].update((edge.words, height) for edge in found)
    return repeated
