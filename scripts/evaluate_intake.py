"""Compare the intake's cards with hand-made labels: a table by field, and every failure by name.

    python -m scripts.evaluate_intake FOLDER [--labels FILE] [--half dev|test] [--without-address]

FOLDER holds texts named by id (001.txt, R014.pdf), or clones of the repositories that the labels name (owner+name).
The labels are in FOLDER/labels.jsonl by default, one object a line: id, url, title, region (six-digit code), date
(ISO, as precise as known), source, author, script, kind. null means that the copy has no such value; a field is left
out where the labeller could not decide. Labels of a text in a clone also have repo, commit, path, ext and perhaps
span (characters from, to). The address of the page counts as the page's hint, as in an import with a list of cards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from archive.text.formats import extract_text
from archive.text.metadata import Description
from search.fold import fold

OUTCOMES = ("exact", "wrong", "missed", "invented", "null kept null")
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldResult:
    """What became of one field of one text: ``outcome`` is one of OUTCOMES."""

    field: str
    name: str
    outcome: str
    got: str | None
    expected: str | None
    why: str


def describe_text(raw: bytes, filename: str, url: str, today: date) -> Description:
    """Return the card that the intake would write of a file and its page's address; no database is read."""
    from archive.intake.drafts import prepare_text  # needs Django's settings

    extracted = extract_text(raw, filename)
    extracted = replace(extracted, hints=replace(extracted.hints, url=extracted.hints.url or url))
    return prepare_text(extracted, filename=filename, today=today).description


def judge(name: str, label: Label, card: Description) -> Iterator[FieldResult]:
    """Yield one FieldResult for each field that the label has."""
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
        yield FieldResult(field, name, outcome, got, expected, f"{evidence.rule}: {evidence.quote[:40]!r}")


def comparable(field: str, value: str) -> str:
    """Return the form in which two values are equal.

    Titles, sources and names are equal in either script and width, and with other blanks and marks between.
    """
    if field in ("title", "source", "author"):
        return "".join(character for character in fold(value) if character.isalnum())
    return value


def table(results: list[FieldResult]) -> str:
    """Return counts by field; ``right`` is the share of exact values among those present, ``null`` of nulls left null."""
    lines = ["field    " + "".join(f"{outcome:>15}" for outcome in OUTCOMES) + "    right     null"]
    for field in Description.FIELDS:
        count = Counter(each.outcome for each in results if each.field == field)
        shown = count["exact"] + count["wrong"] + count["missed"]
        empty = count["invented"] + count["null kept null"]
        shares = [f"{part / whole:>8.1%}" if whole else "       -" for part, whole in _shares(count, shown, empty)]
        lines.append(f"{field:<9}" + "".join(f"{count[outcome]:>15}" for outcome in OUTCOMES) + " " + " ".join(shares))
    return "\n".join(lines)


def _shares(count: Counter[str], shown: int, empty: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (count["exact"], shown), (count["null kept null"], empty)


def read_labels(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def half_of(label: Label) -> str:
    """Return ``dev`` or ``test``: the label's own value, else odd numbers are dev."""
    number = int("".join(filter(str.isdigit, str(label["id"]))) or 0)
    return str(label.get("split") or ("dev" if number % 2 else "test"))


def text_of(folder: Path, label: Label) -> tuple[str, bytes] | None:
    """Return (file name, bytes) of a labelled text, from its file or its repository's clone; None if it is missing."""
    for path in sorted(folder.glob(f"{label['id']}.*")):
        return path.name, path.read_bytes()
    clone = folder / str(label.get("repo", "")).replace("/", "+")
    if "repo" not in label or not clone.is_dir():
        return None
    command = ["git", "-C", str(clone), "show", f"{label['commit']}:{label['path']}"]
    shown = subprocess.run(command, capture_output=True, check=False)
    if shown.returncode:
        return None
    raw = shown.stdout
    if span := label.get("span"):
        raw = raw.decode("utf-8-sig")[span[0] : span[1]].encode()
    return f"{label['id']}.{label['ext']}", raw


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path, help="labels elsewhere than in the folder")
    parser.add_argument("--half", choices=("dev", "test"), help="only the half for development, or the half held back")
    parser.add_argument("--without-address", action="store_true", help="run the intake without the page's address")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    today = date.today()
    results: list[FieldResult] = []
    missing = []
    labels = read_labels(options.labels or options.folder / "labels.jsonl")
    for label in labels:
        if options.half and half_of(label) != options.half:
            continue
        found = text_of(options.folder, label)
        if found is None:
            missing.append(str(label["id"]))
            continue
        filename, raw = found
        url = "" if options.without_address else label.get("url") or ""
        results += judge(str(label["id"]), label, describe_text(raw, filename, url, today))
    if missing:
        print(f"{len(missing)} labels without a text: {' '.join(missing[:8])} ...", file=sys.stderr)
    print(table(results))
    for each in results:
        if each.outcome in ("wrong", "missed", "invented"):
            print(f"{each.name} {each.field} {each.outcome}: got {each.got!r}, expected {each.expected!r} ({each.why})")


if __name__ == "__main__":
    main()
