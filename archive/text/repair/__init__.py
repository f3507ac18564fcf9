"""Undo the damage that copying did to a text, exactly or not at all.

Each kind of damage is one function with a name, run in the order of RULES, each on the text that the one
before has mended: a shifted stretch may hide a bracket. Nothing is guessed; what cannot be undone is flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from archive.text.edits import Edit, apply_edits, compose_edits
from archive.text.repair.brackets import mend_brackets
from archive.text.repair.repaired import Repaired
from archive.text.repair.shifts import mend_shifts

__all__ = ["RULES", "RULE_LABELS", "Repaired", "repair_text"]

RULE_LABELS: dict[str, str] = {
    "byte-shift": "错位还原",
    "pinyin-bracket": "拼音括号",
    "pinyin-word": "整词注音",
}

# Each takes a text and gives its edits and the number of places that stay damaged.
RULES: Sequence[Callable[[str], tuple[list[Edit], int]]] = (
    mend_shifts,
    lambda text: (mend_brackets(text), 0),
)


def repair_text(text: str) -> Repaired:
    """``text`` with all damage undone that can be undone exactly; see Repaired for what comes back."""
    mended, lost = text, 0
    edits: list[Edit] = []
    for rule in RULES:
        found, beyond_repair = rule(mended)
        lost += beyond_repair
        if found:
            edits = compose_edits(edits, found, text)
            mended = apply_edits(text, edits)
    counts = Counter(edit.rule for edit in edits)
    notes = [f"{RULE_LABELS[rule]}：{count} 处" for rule, count in counts.items()]
    if lost:
        notes.append(f"有 {lost} 处缺损无法还原，请对照原件")
    return Repaired(mended, tuple(edits), lost > 0, tuple(notes))
