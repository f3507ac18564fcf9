"""What the recogniser finds on a page: lines with their places, before they are in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A box higher than this many times its width holds a line that runs up or down the page.
_STANDING = 1.5
_LONGEST = 2_000  # characters of a line; a line of a page has a tenth of that


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line in an image: its words, its corners (x, y) from the upper left clockwise, the confidence of each character."""

    words: str
    corners: tuple[tuple[int, int], ...]
    sure: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean of the characters, 0 to 1."""
        return sum(self.sure) / len(self.sure)

    @property
    def is_standing(self) -> bool:
        """Whether the line runs up or down the page."""
        across = max(x for x, _ in self.corners) - min(x for x, _ in self.corners)
        down = max(y for _, y in self.corners) - min(y for _, y in self.corners)
        return len(self.words) > 1 and down > _STANDING * across


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was recognised on one page; ``fault`` is a word or two that say why nothing was, "" if it was read."""

    number: int
    width: int
    height: int
    turned: int = 0
    lines: tuple[FoundLine, ...] = ()
    fault: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; ``of_dict`` reads it."""
        lines = [[line.words, [list(corner) for corner in line.corners], list(line.sure)] for line in self.lines]
        return {"width": self.width, "height": self.height, "turned": self.turned, "lines": lines}

    @classmethod
    def of_dict(cls, number: int, row: Mapping[str, Any]) -> FoundPage:
        """Return the page of a row that is not trusted. Raise ValueError, KeyError or TypeError for one of other types."""
        width, height, turned = int(row["width"]), int(row["height"]), int(row["turned"])
        if turned not in (0, 90, 180, 270) or min(width, height) < 1:
            raise ValueError("no page")
        return cls(number, width, height, turned, tuple(_line_of(*each) for each in row["lines"]))


def _line_of(words: Any, corners: Any, sure: Any) -> FoundLine:
    line = FoundLine(
        str(words)[:_LONGEST],
        tuple((int(x), int(y)) for x, y in corners),
        tuple(float(each) for each in sure[:_LONGEST]),
    )
    if not line.words.strip() or len(line.sure) != len(line.words) or len(line.corners) != 4:
        raise ValueError("no line")
    return line
