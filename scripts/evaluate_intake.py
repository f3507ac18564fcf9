"""Compare the intake's cards with hand-made labels: a table by field, one by confidence, and every failure by name.

    python -m scripts.evaluate_intake FOLDER [LABELS] [--half dev|test] [--with-address] [--no-failures]

FOLDER holds texts named by id (001.txt, R014.pdf), or clones of the repositories that the labels name (owner+name).
LABELS is FOLDER/labels.jsonl by default; ``scripts.judging`` says what a label holds. With ``--with-address`` the address
of a page counts as its hint, as in an import with a list of cards.

Columns: right/wrong/missed of the values that the copy shows; null/invented where it shows none; right % of shown; found %
(right of the values shown); false % (wrong and invented of all); null kept %. "Silent" are the values written without a
doubt: how many, how many of them false, and cover % (right and silent, of the values shown). Behind the shares stand 95 %
intervals after Wilson.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from archive.text.metadata import Description
from scripts.judging import FieldResult, judge_all, read_labels, wilson

#: Lower ends of the bands of the reliability table.
BANDS = (0.97, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
_HEAD = (
    "| field | right/wrong/missed | null/invented | right % | found % | false % | null kept % | silent | silent false | cover % |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def table(results: list[FieldResult]) -> str:
    """Return the counts and shares by field, as a Markdown table."""
    lines = [_HEAD]
    for field in Description.FIELDS:
        of_field = [each for each in results if each.field == field]
        count = Counter(each.outcome for each in of_field)
        written = [each for each in of_field if each.evidence.value is not None and not each.doubtful]
        silent = Counter(each.outcome for each in written)
        shown = count["right"] + count["wrong"] + count["missed"]
        empty = count["null"] + count["invented"]
        false = count["wrong"] + count["invented"]
        cells = (
            field,
            f"{count['right']}/{count['wrong']}/{count['missed']}",
            f"{count['null']}/{count['invented']}",
            _share(count["right"], count["right"] + false),
            _share(count["right"], shown),
            _share(false, shown + empty),
            _share(count["null"], empty),
            str(len(written)),
            str(silent["wrong"] + silent["invented"]),
            _share(silent["right"], shown),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def reliability(results: list[FieldResult]) -> str:
    """Return, for each field and band of confidence, how many values have it and how many of these are right."""
    fields = [field for field in Description.FIELDS if field != "script"]
    lines = ["| confidence | " + " | ".join(fields) + " |", "|---|" + "---|" * len(fields)]
    for upper, lower in zip((1.01, *BANDS), BANDS, strict=False):
        cells = []
        for field in fields:
            band = [
                each
                for each in results
                if each.field == field and each.evidence.value is not None and lower <= each.evidence.confidence < upper
            ]
            right = sum(each.outcome == "right" for each in band)
            cells.append(f"{right} of {len(band)}" + (f": {_share(right, len(band))}" if band else ""))
        lines.append(f"| {lower:.2f} and more | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def failures(results: list[FieldResult]) -> list[str]:
    """Return one line for each value that is false or missed, the silent ones marked."""
    return [
        f"{each.field:7} {each.name} {each.outcome:8} want {' / '.join(map(str, each.expected))} | got {each.evidence.value} "
        f"({each.evidence.rule} {each.evidence.confidence:.2f}) | {_mark(each)}"
        for each in sorted(results, key=lambda each: (Description.FIELDS.index(each.field), each.name))
        if each.outcome in ("wrong", "missed", "invented")
    ]


def _mark(each: FieldResult) -> str:
    return "silent" if each.is_silent_failure else "doubt" if each.doubtful else ""


def _share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    low, high = wilson(part, whole)
    return f"{100 * part / whole:.1f} ({100 * low:.0f}-{100 * high:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path, nargs="?", help="labels elsewhere than in the folder")
    parser.add_argument("--half", choices=("dev", "test"), help="only the half for development, or the half held back")
    parser.add_argument("--with-address", action="store_true", help="give the intake the page's address too")
    parser.add_argument("--no-failures", action="store_true", help="print the tables alone")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    labels = read_labels(options.labels or options.folder / "labels.jsonl")
    results, missing = judge_all(
        options.folder, labels, today=date.today(), half=options.half or "", with_address=options.with_address
    )
    if missing:
        print(f"{len(missing)} labels without a text: {' '.join(missing[:8])} ...", file=sys.stderr)
    print(f"{len({each.name for each in results})} texts\n\n{table(results)}\n\n{reliability(results)}")
    if not options.no_failures:
        print("\n" + "\n".join(failures(results)))


if __name__ == "__main__":
    main()
