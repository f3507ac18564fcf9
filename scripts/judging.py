"""Labelled texts, the intake's card of each, and what became of every field: the ground of measuring and fitting.

A label is one JSON object a line: id, url, title, region (six-digit code), date (ISO, as precise as known), source,
author, script, kind (a word, or a list of those that are right). null means that the copy has no such value; a field
is left out where the labeller could not decide. ``accept`` holds further right values by field; a label may hold
``sha256:HEX`` of the comparable value in place of a person's name. Labels of a text in a clone also have repo, commit,
path, ext and perhaps span (characters from, to).
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from archive.text.confidence import is_doubtful
from archive.text.evidence import Evidence
from archive.text.formats import extract_text
from archive.text.metadata import Description
from search.fold import fold

#: Outcomes of a field: the label has a value in the first three, and none in the others.
OUTCOMES = ("right", "wrong", "missed", "invented", "null")
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldResult:
    """What became of one field of one text: ``outcome`` is one of OUTCOMES; ``doubtful`` says whether the value is."""

    field: str
    name: str
    outcome: str
    evidence: Evidence
    expected: tuple[str | None, ...]
    doubtful: bool = False

    @property
    def is_silent_failure(self) -> bool:
        """Return whether a false value was written without a doubt."""
        return self.outcome in ("wrong", "invented") and not self.doubtful


def describe_text(raw: bytes, filename: str, url: str, today: date) -> Description:
    """Return the card that the intake would write of a file and its page's address; no database is read."""
    from archive.intake.drafts import prepare_text  # needs Django's settings

    extracted = extract_text(raw, filename)
    extracted = replace(extracted, hints=replace(extracted.hints, url=extracted.hints.url or url))
    return prepare_text(extracted, filename=filename, today=today).description


def judge(name: str, label: Label, card: Description) -> Iterator[FieldResult]:
    """Yield one FieldResult for each field that the label has."""
    for field in Description.FIELDS:
        if field in label and field not in label.get("unjudged", ()):
            evidence = getattr(card, field)
            wanted = right_values(label, field)
            doubtful = evidence.value is not None and is_doubtful(evidence.confidence)
            yield FieldResult(field, name, outcome_of(field, evidence.value, wanted), evidence, wanted, doubtful)


def right_values(label: Label, field: str) -> tuple[str | None, ...]:
    """Return the label's own value first, then the others that it accepts; None stands for no value."""
    own = label[field] if isinstance(label[field], list) else [label[field] or None]
    return (*own, *label.get("accept", {}).get(field, ()))


def outcome_of(field: str, got: str | None, wanted: tuple[str | None, ...]) -> str:
    """Return the outcome of a value among ``wanted``."""
    if got is None:
        return "null" if None in wanted else "missed"
    if any(_is_same(field, value, got) for value in wanted if value is not None):
        return "right"
    return "invented" if wanted[0] is None else "wrong"


def _is_same(field: str, wanted: str, got: str) -> bool:
    if wanted.startswith("sha256:"):
        # Of letters and digits alone, or of the fold without blanks: labels of titles keep their marks.
        with_marks = "".join(fold(got).split()).strip("-|•·*#")
        return any(
            wanted == "sha256:" + hashlib.sha256(each.encode()).hexdigest()
            for each in (comparable(field, got), with_marks)
        )
    return comparable(field, wanted) == comparable(field, got)


def comparable(field: str, value: str) -> str:
    """Return the form in which two values are equal.

    Titles, sources and names are equal in either script and width, and with other blanks and marks between.
    """
    if field in ("title", "source", "author"):
        return "".join(character for character in fold(value) if character.isalnum())
    return value


def read_labels(path: Path) -> list[dict[str, Any]]:
    """Return the labels of a file in order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def half_of(label: Label) -> str:
    """Return ``dev`` or ``test``: the label's own value, else odd numbers are dev."""
    number = int("".join(filter(str.isdigit, str(label["id"]))) or 0)
    return str(label.get("split") or ("dev" if number % 2 else "test"))


def text_of(folder: Path, label: Label) -> tuple[str, bytes] | None:
    """Return (file name, bytes) of a labelled text, from its file or its repository's clone; None if it is missing.

    The file lies in the folder, or in ``dev`` or ``test`` below it, under the label's id.
    """
    for path in sorted(path for pattern in ("", "dev/", "test/") for path in folder.glob(f"{pattern}{label['id']}.*")):
        return path.name, path.read_bytes()
    clone = folder / str(label.get("repo", "")).replace("/", "+")
    if "repo" not in label or not clone.is_dir():
        return None
    shown = subprocess.run(
        ["git", "-C", str(clone), "show", f"{label['commit']}:{label['path']}"], capture_output=True, check=False
    )
    if shown.returncode:
        return None
    raw = shown.stdout
    if span := label.get("span"):
        raw = raw.decode("utf-8-sig")[span[0] : span[1]].encode()
    ending = label.get("ext") or Path(label["path"]).suffix.lstrip(".")
    return f"{label['id']}.{'html' if ending == 'aspx' else ending}", raw


def judge_all(
    folder: Path, labels: Iterable[Label], *, today: date, half: str = "", with_address: bool = False
) -> tuple[list[FieldResult], list[str]]:
    """Return the results of all labelled texts of ``folder``, and the ids of labels without a text."""
    results: list[FieldResult] = []
    missing = []
    for label in labels:
        if half and half_of(label) != half:
            continue
        if (found := text_of(folder, label)) is None:
            missing.append(str(label["id"]))
            continue
        url = (label.get("url") or "") if with_address else ""
        results += judge(str(label["id"]), label, describe_text(found[1], found[0], url, today))
    return results, missing


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson (1927), 0 to 1; (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    share, square = right / total, z * z / total
    middle = share + square / 2
    width = z * math.sqrt((share * (1 - share) + square / 4) / total)
    return max(0.0, (middle - width) / (1 + square)), min(1.0, (middle + width) / (1 + square))
