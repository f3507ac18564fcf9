"""Count what cleaning leaves and what it costs: junk lines left, sentences lost and wrong edits per 40 texts.

    python -m scripts.measure_cleaning FOLDER [CARDS] [--lines FILE] [--list]

FOLDER holds texts named by id, or clones of the repositories that the cards in CARDS name (FOLDER/labels.jsonl by default;
see ``scripts.judging``; such rows say ``"in": "clones"``). FILE (tests/data/lines.jsonl by default) says for each text, by the numbers of its lines that are
not blank, from 1: ``junk`` lines are the site's; ``either`` may stay or go (title, byline, caption, apparatus); of ``partly``
a piece may go (a credit behind the last sentence); all others are the report's. Of a web page the lines are those that a
browser shows.

A junk line is left if a letter of it is. A line of the report that goes counts its sentences as lost; one of which a piece
goes, or that has no sentence, is a wrong edit.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.text.clean import clean_text
from archive.text.edits import Edit, apply_edits, compose_edits
from archive.text.formats import cut_edits, extract_text
from archive.text.formats.decoding import decode_bytes
from archive.text.formats.web.page import shown_lines
from archive.text.repair import repair_text
from scripts.judging import read_labels, text_of, wilson

LINES = Path(__file__).resolve().parent.parent / "tests" / "data" / "lines.jsonl"
PER = 40
_SENTENCE_END = re.compile(r"[。！？!?]")
_WORD = re.compile(r"\w")
_BLANKS = re.compile(r"\s+")
_SENTENCE = 12  # characters; a shorter piece is a heading or a label
_LONGEST_PIECE = 80  # characters that may go of a ``partly`` line


@dataclass(frozen=True, slots=True)
class LineLabels:
    """Numbers of lines, from 1; ``lines`` is how many lines the text has."""

    lines: int
    junk: frozenset[int]
    either: frozenset[int]
    partly: frozenset[int]

    @classmethod
    def from_row(cls, row: dict[str, str | int]) -> LineLabels:
        numbers = {name: frozenset(_numbers(str(row.get(name, "")))) for name in ("junk", "either", "partly")}
        return cls(int(row["lines"]), **numbers)


@dataclass(frozen=True, slots=True)
class LineFate:
    """A line of the text before all cleaning, and what is left of it."""

    number: int
    text: str
    left: str


@dataclass(slots=True)
class Count:
    """The faults of one text: lines, as (number, text)."""

    junk: list[LineFate] = field(default_factory=list)
    lost: list[LineFate] = field(default_factory=list)
    wrong: list[LineFate] = field(default_factory=list)

    @property
    def sentences(self) -> int:
        return sum(
            max(1, len(_SENTENCE_END.findall(fate.text)) - len(_SENTENCE_END.findall(fate.left))) for fate in self.lost
        )


def count_faults(fates: Sequence[LineFate], labels: LineLabels) -> Count:
    """Return the faults of a text. Raise ValueError if it has another number of lines than its labels."""
    if len(fates) != labels.lines:
        raise ValueError(f"{len(fates)} lines, labelled {labels.lines}")
    count = Count()
    for fate in fates:
        gone = len(fate.text) - len(fate.left)
        if fate.number in labels.junk:
            if _WORD.search(fate.left) or (fate.left and not gone):
                count.junk.append(fate)
        elif fate.number in labels.either or not gone or (fate.number in labels.partly and gone <= _LONGEST_PIECE):
            continue
        elif gone >= _SENTENCE and len(_SENTENCE_END.findall(fate.text)) > len(_SENTENCE_END.findall(fate.left)):
            count.lost.append(fate)
        else:
            count.wrong.append(fate)
    return count


def fates_of(raw: bytes, filename: str) -> list[LineFate]:
    """Return each line of a file that is not blank, and what the intake leaves of it."""
    extracted = extract_text(raw, filename)
    cuts = cut_edits(extracted)
    repaired = repair_text(apply_edits(extracted.text, cuts))
    cleaned = clean_text(repaired.text, title_hint=extracted.hints.title)
    edits = compose_edits(cuts, repaired.edits, extracted.text)
    kept = list(_kept_lines(extracted.text, compose_edits(edits, cleaned.edits, extracted.text)))
    if extracted.media_type != "text/html":
        return kept
    return list(_aligned([line for line in shown_lines(decode_bytes(raw)[0]) if line.strip()], kept))


def _kept_lines(text: str, edits: Sequence[Edit]) -> Iterator[LineFate]:
    gone = bytearray(len(text))
    for edit in edits:
        if edit.kind == "clean" and len(edit.before) > len(edit.after):
            gone[edit.start : edit.start + len(edit.before)] = b"\1" * len(edit.before)
    start = number = 0
    for line in text.split("\n"):
        if line.strip():
            number += 1
            left = "".join(letter for at, letter in enumerate(line, start) if not gone[at])
            yield LineFate(number, line.strip(), left.strip())
        start += len(line) + 1


def _aligned(shown: Sequence[str], kept: Sequence[LineFate]) -> Iterator[LineFate]:
    """Yield the fate of each line that the browser shows; a line that the reader left out has nothing left.

    What was kept is in order; of equal lines the last possible one is meant, because menus stand above the article.
    """
    found: dict[int, LineFate] = {}
    at = len(shown)
    for fate in reversed(kept):
        wanted = _BLANKS.sub("", fate.text)
        place = next((place for place in range(at - 1, -1, -1) if _BLANKS.sub("", shown[place]) == wanted), -1)
        if place >= 0:
            found[place] = fate
            at = place
    for place, line in enumerate(shown):
        fate = found.get(place)
        yield replace(fate, number=place + 1) if fate else LineFate(place + 1, line.strip(), "")


def _numbers(ranges: str) -> Iterator[int]:
    for piece in filter(None, ranges.split(",")):
        first, _, last = piece.partition("-")
        yield from range(int(first), int(last or first) + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cards", type=Path, nargs="?", help="cards elsewhere than in the folder")
    parser.add_argument("--lines", type=Path, default=LINES, help="labels of lines")
    parser.add_argument("--list", action="store_true", help="print each fault")
    options = parser.parse_args()
    rows = {(str(row["id"]), row.get("in") == "clones"): LineLabels.from_row(row) for row in read_labels(options.lines)}
    counts: dict[str, Count] = {}
    for card in read_labels(options.cards or options.folder / "labels.jsonl"):
        name = str(card["id"])
        labels = rows.get((name, "repo" in card))
        if labels and (found := text_of(options.folder, card)):
            try:
                counts[name] = count_faults(fates_of(found[1], found[0]), labels)
            except ValueError as error:
                print(f"{name}: {error}")
    print(table(list(counts.values())))
    if options.list:
        for name, count in sorted(counts.items()):
            for fault in ("junk", "lost", "wrong"):
                for fate in getattr(count, fault):
                    print(f"{fault:5} {name} {fate.number:3} {fate.text[:60]} -> {fate.left[:40]}")


def table(counts: Sequence[Count]) -> str:
    """Return the counts, their rates per 40 texts, and the share of texts with such a fault, as a Markdown table."""
    rows = ["| fault | number | per 40 texts | texts with one |", "|---|---|---|---|"]
    for name, number, of in (
        ("junk lines left", sum(len(count.junk) for count in counts), [bool(count.junk) for count in counts]),
        ("sentences lost", sum(count.sentences for count in counts), [bool(count.lost) for count in counts]),
        ("wrong edits", sum(len(count.wrong) for count in counts), [bool(count.wrong) for count in counts]),
    ):
        low, high = wilson(sum(of), len(of))
        share = f"{sum(of)} of {len(of)} ({100 * low:.0f}-{100 * high:.0f} %)"
        rows.append(f"| {name} | {number} | {PER * number / max(1, len(counts)):.1f} | {share} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
