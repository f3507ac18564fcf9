"""Fit the weights of archive/text/confidence.json on labelled texts: how likely is a value right, by its features?

    python -m scripts.fit_confidence FOLDER[=LABELS]... [--also FOLDER[=LABELS]...] [--preview]

For each field a logistic model of a few named features (``archive.text.confidence.features``) is fitted by Newton's
method, with a pull (ridge) towards "the rule's own confidence is right": strength 1, everything else 0. So a rule that is
seen seldom keeps what its author believed, and one that is seen often gets what was measured. A value is judged by the
labels; a text whose label leaves the field out does not count. The fit is the same in each run.

Then each value is weighed by a model that did not see its text (ten parts in turn), and ``sure`` becomes the least log
odds at which so many false values would have been written without a doubt as FALSE_AT_MOST allows. Use texts on which
no rule was written; those on which rules were written come behind ``--also``: they count a quarter for the weights, so that
a rule that is seen nowhere else keeps a place, and nothing for ``sure``. Prints, for each field, how many values it saw, the loss before and after, and what is sure.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from archive.text.clean import clean_text
from archive.text.confidence import log_odds, logistic
from archive.text.edits import apply_edits
from archive.text.evidence import Evidence
from archive.text.formats import cut_edits, extract_text
from archive.text.metadata import describe
from archive.text.repair import repair_text
from scripts.judging import Label, outcome_of, read_labels, right_values, text_of

#: How strongly a weight is pulled to its belief; the bias is free. As many "pseudo-observations" as a rule must be seen
#: before it speaks for itself.
PULL = 1.0
STEPS = 25
BELIEF = {"bias": 0.0, "strength": 1.0}
#: A feature that fewer values have is left out.
LEAST = 3

#: Of all texts, the share with a false value that is written without a doubt.
FALSE_AT_MOST = {"title": 0.03, "region": 0.01, "date": 0.005, "source": 0.02, "author": 0.02, "kind": 0.1}
PARTS = 10
#: Weight of a text on which rules were written.
KNOWN = 0.25

Example = tuple[Mapping[str, float], bool]


def fit(examples: Sequence[Example], known: Sequence[Example] = ()) -> dict[str, float]:
    """Return the weights by name that explain ``examples``: (features, right or not) each; ``known`` count KNOWN."""
    counts = [1.0] * len(examples) + [KNOWN] * len(known)
    examples = [*examples, *known]
    seen = Counter(name for values, _ in examples for name in values)
    names = sorted(name for name, times in seen.items() if times >= LEAST)
    weights = [BELIEF.get(name, 0.0) for name in names]
    rows = [[values.get(name, 0.0) for name in names] for values, _ in examples]
    for _ in range(STEPS):
        slope = [
            -(0.01 if name == "bias" else PULL) * (weight - BELIEF.get(name, 0.0))
            for name, weight in zip(names, weights, strict=True)
        ]
        curve = [
            [(0.01 if name == "bias" else PULL) if at == other else 0.0 for other in range(len(names))]
            for at, name in enumerate(names)
        ]
        for row, (_, is_right), count in zip(rows, examples, counts, strict=True):
            likely = logistic(sum(weight * value for weight, value in zip(weights, row, strict=True)))
            for at, value in enumerate(row):
                if value:
                    slope[at] += count * (is_right - likely) * value
                    for other, another in enumerate(row):
                        curve[at][other] += count * likely * (1 - likely) * value * another
        weights = [weight + step for weight, step in zip(weights, _solved(curve, slope), strict=True)]
    return dict(zip(names, weights, strict=True))


def loss(weights: Mapping[str, float], examples: Sequence[Example]) -> float:
    """Return the mean negative log likelihood of the examples."""
    total = 0.0
    for values, is_right in examples:
        likely = logistic(log_odds(weights, values))
        total -= math.log(max(1e-9, likely if is_right else 1 - likely))
    return total / max(1, len(examples))


def held_out(examples: Sequence[Example], known: Sequence[Example] = ()) -> list[tuple[float, bool]]:
    """Return (log odds, right or not) of each example, by the weights that the other nine tenths give."""
    weighed: list[tuple[float, bool]] = []
    for part in range(PARTS):
        weights = fit([each for at, each in enumerate(examples) if at % PARTS != part], known)
        weighed += [(log_odds(weights, values), is_right) for values, is_right in examples[part::PARTS]]
    return weighed


def least_sure(weighed: Sequence[tuple[float, bool]], *, allowed: int) -> float | None:
    """Return the least log odds above which at most ``allowed`` examples are false; None if all together are no more."""
    ranked = sorted(weighed, key=lambda each: (-each[0], each[1]))
    false = [at for at, (_, is_right) in enumerate(ranked) if not is_right]
    if len(false) <= allowed:
        return None
    at = false[allowed]
    return (ranked[at][0] + ranked[max(0, at - 1)][0]) / 2 + (0.01 if at == 0 else 0.0)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return x of ``matrix`` x = ``right``, by Gauss with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for row in range(at + 1, size):
            factor = rows[row][at] / rows[at][at]
            for column in range(at, size + 1):
                rows[row][column] -= factor * rows[at][column]
    found = [0.0] * size
    for at in range(size - 1, -1, -1):
        known = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found


def _examples(label: Label, filename: str, raw: bytes) -> Iterator[tuple[str, Example]]:
    """Yield (field, example) for each value that the rules propose for a labelled text."""
    from archive.places.gazetteer import gazetteer  # needs Django's settings
    from archive.text.confidence import features, settle

    proposed: dict[str, Evidence] = {}

    def weigh(field: str, evidence: Evidence) -> Evidence:
        proposed[field] = evidence
        return settle(field, evidence)

    extracted = extract_text(raw, filename)
    repaired = repair_text(apply_edits(extracted.text, cut_edits(extracted)))
    describe(
        repaired.text,
        cleaned=clean_text(repaired.text, title_hint=extracted.hints.title),
        hints=extracted.hints,
        filename=filename,
        gazetteer=gazetteer(),
        today=date.today(),
        weigh=weigh,
    )
    for field, evidence in proposed.items():
        if evidence.value is not None and field in label and field not in label.get("unjudged", ()):
            is_right = outcome_of(field, evidence.value, right_values(label, field)) == "right"
            yield field, (features(evidence), is_right)


def _read(folders: Sequence[str]) -> tuple[dict[str, list[Example]], int]:
    """Return the examples of all texts by field, and the number of texts."""
    examples: dict[str, list[Example]] = {}
    texts = 0
    for argument in folders:
        folder, _, named = argument.partition("=")
        for label in read_labels(Path(named) if named else Path(folder) / "labels.jsonl"):
            if found := text_of(Path(folder), label):
                texts += 1
                for field, example in _examples(label, *found):
                    examples.setdefault(field, []).append(example)
    return examples, texts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", help="a folder of texts, or FOLDER=LABELS")
    parser.add_argument("--also", nargs="*", default=[], help="texts on which rules were written")
    parser.add_argument("--preview", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from archive.text import confidence

    examples, texts = _read(options.folders)
    known, _ = _read(options.also)
    fitted = {}
    for field, seen in sorted(examples.items()):
        weights = fit(seen, known.get(field, ()))
        bar = least_sure(held_out(seen, known.get(field, ())), allowed=int(FALSE_AT_MOST[field] * texts))
        kept = {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= 0.005}
        fitted[field] = kept if bar is None else {**kept, "sure": round(bar, 2)}
        print(
            f"{field:8} {len(seen):4} values, {sum(is_right for _, is_right in seen):4} right;"
            f" loss {loss(BELIEF, seen):.3f} -> {loss(weights, seen):.3f};"
            f" sure from {'any log odds' if bar is None else format(bar, '.2f')}"
        )
    if not options.preview:
        path = Path(confidence.__file__).with_name("confidence.json")
        path.write_text(json.dumps(fitted, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
