"""Judge the intake's cards against hand-made labels: a table a field, and every failure by name.

    python -m scripts.evaluate_intake FOLDER [--without-address]

FOLDER holds texts (001.txt, A001.txt) and labels.jsonl, one object a line: id (the text's name), url, title,
region (six-digit code), date (ISO, as precise as known), source, author, script, kind; null where the copy
does not say. The address of the page counts as the page's hint, as in an import with a list of cards.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from archive.text.clean import clean_text
from archive.text.formats import extract_text
from archive.text.metadata import Description, describe
from archive.text.places import Gazetteer, load_gazetteer
from archive.text.repair import repair_text
from search.fold import fold

REGIONS = Path(__file__).resolve().parents[1] / "fixtures" / "regions.csv"
OUTCOMES = ("exact", "wrong", "missed", "invented", "null kept null")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one field of one text: ``outcome`` is one of OUTCOMES."""

    field: str
    name: str
    outcome: str
    got: str | None
    expected: str | None
    why: str


def describe_text(raw: bytes, filename: str, url: str, gazetteer: Gazetteer, today: date) -> Description:
    """The card that the real intake would write, without a database."""
    extracted = extract_text(raw, filename)
    repaired = repair_text(extracted.text)
    return describe(
        repaired.text,
        cleaned=clean_text(repaired.text, title_hint=extracted.hints.title),
        hints=replace(extracted.hints, url=extracted.hints.url or url),
        filename=filename,
        gazetteer=gazetteer,
        today=today,
    )


def judge(name: str, label: Mapping[str, str | None], card: Description) -> Iterator[Judged]:
    """One Judged for each field that the label has."""
    for field in Description.FIELDS:
        if field not in label:
            continue
        evidence = getattr(card, field)
        got, expected = evidence.value, label[field] or None
        if expected is None:
            outcome = "null kept null" if got is None else "invented"
        elif got is None:
            outcome = "missed"
        else:
            outcome = "exact" if comparable(field, got) == comparable(field, expected) else "wrong"
        yield Judged(field, name, outcome, got, expected, f"{evidence.rule}: {evidence.quote[:40]!r}")


def comparable(field: str, value: str) -> str:
    """Titles, sources and names are the same in either script and width, and with other blanks and marks between."""
    if field in ("title", "source", "author"):
        return "".join(character for character in fold(value) if character.isalnum())
    return value


def table(judged: list[Judged]) -> str:
    """Counts a field; ``right`` is the share of exact values where one is shown, ``null`` of nulls kept."""
    lines = ["field    " + "".join(f"{outcome:>15}" for outcome in OUTCOMES) + "    right     null"]
    for field in Description.FIELDS:
        count = Counter(each.outcome for each in judged if each.field == field)
        shown = count["exact"] + count["wrong"] + count["missed"]
        empty = count["invented"] + count["null kept null"]
        shares = [f"{part / whole:>8.1%}" if whole else "       -" for part, whole in _shares(count, shown, empty)]
        lines.append(f"{field:<9}" + "".join(f"{count[outcome]:>15}" for outcome in OUTCOMES) + " " + " ".join(shares))
    return "\n".join(lines)


def _shares(count: Counter[str], shown: int, empty: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (count["exact"], shown), (count["null kept null"], empty)


def read_labels(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-address", action="store_true", help="do not tell the intake the page's address")
    options = parser.parse_args()
    gazetteer, today = load_gazetteer(REGIONS), date.today()
    judged: list[Judged] = []
    missing = []
    for label in read_labels(options.folder / "labels.jsonl"):
        name = str(label["id"])
        text = options.folder / f"{name}.txt"
        if not text.exists():
            missing.append(name)
            continue
        url = "" if options.without_address else label.get("url") or ""
        judged += judge(name, label, describe_text(text.read_bytes(), text.name, url, gazetteer, today))
    if missing:
        print(f"{len(missing)} labels without a text: {' '.join(missing[:8])} ...", file=sys.stderr)
    print(table(judged))
    for each in judged:
        if each.outcome in ("wrong", "missed", "invented"):
            print(f"{each.name} {each.field} {each.outcome}: got {each.got!r}, expected {each.expected!r} ({each.why})")


if __name__ == "__main__":
    main()
