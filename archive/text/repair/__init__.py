"""Undo the damage that copying did to a text, exactly or not at all.

Each kind of damage is one function with a name, run in the order of RULES, each on the text that the one
before has mended: a shifted stretch may hide a bracket. Nothing is guessed; what cannot be undone is flagged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from archive.text.edits import Edit, apply_edits, compose_edits
from archive.text.radicals import radical_runs
from archive.text.repair.blanks import mend_doubled_commas, mend_question_marks, mend_spaced_characters
from archive.text.repair.brackets import FEWEST_BRACKETS, mend_brackets
from archive.text.repair.lines import mend_broken_lines
from archive.text.repair.mojibake import mend_mojibake
from archive.text.repair.repaired import UNKNOWN, Gap, Repaired, place_gaps
from archive.text.repair.shifts import CUT_SIGN, mend_shifts

__all__ = ["RULES", "RULE_LABELS", "UNKNOWN", "Gap", "Repaired", "place_gaps", "repair_text"]

RULE_LABELS: dict[str, str] = {
    "radical": "部首字形",
    "byte-shift": "错位还原",
    "pinyin-bracket": "拼音括号",
    "pinyin-word": "整词注音",
    "mojibake": "乱码还原",
    "nbsp-question": "问号空格",
    "spaced": "字间空格",
    "doubled-comma": "重复标点",
    "line-break": "断行",
}


def mend_radicals(text: str) -> list[Edit]:
    """Edits (``radical``): the characters of words that a copy shows with radicals."""
    return [Edit(start, shown, meant, "repair", "radical") for start, shown, meant in radical_runs(text)]


def mend_converter(text: str) -> tuple[list[Edit], list[Gap]]:
    """Edits and gaps of a text that went through the converter with a table of readings."""
    brackets = mend_brackets(text, fewest=1)
    cuts = len(CUT_SIGN.findall(text)) if brackets else 0
    is_converted = bool(brackets) and len(brackets) + cuts >= FEWEST_BRACKETS
    # One reading and one cut are too few to mend by, and too many for chance.
    shifts, gaps = mend_shifts(text, is_converted=is_converted, is_suspected=cuts > 0)
    if not shifts:
        brackets = brackets if len(brackets) >= FEWEST_BRACKETS else []
        return brackets, place_gaps(gaps, brackets)
    middle = apply_edits(text, shifts)
    brackets = mend_brackets(middle, fewest=1)  # the cut has shown whose hand it was
    return compose_edits(shifts, brackets, text), place_gaps(gaps, brackets)


# Each takes a text and gives its edits, and the gaps in the text that they make.
RULES: Sequence[Callable[[str], tuple[list[Edit], list[Gap]]]] = (
    mend_mojibake,
    lambda text: (mend_radicals(text), []),
    mend_converter,
    lambda text: (mend_question_marks(text), []),
    lambda text: (mend_spaced_characters(text), []),
    lambda text: (mend_doubled_commas(text), []),
    lambda text: (mend_broken_lines(text), []),
)


def repair_text(text: str) -> Repaired:
    """``text`` with all damage undone that can be undone exactly; see Repaired for what comes back."""
    mended = text
    edits: list[Edit] = []
    gaps: list[Gap] = []
    for rule in RULES:
        found, left = rule(mended)
        if found:
            gaps = place_gaps(gaps, found)
            edits = compose_edits(edits, found, text) if edits else list(found)
            mended = apply_edits(text, edits)
        gaps += left
    counts = Counter(edit.rule for edit in edits)
    notes = [f"{RULE_LABELS[rule]}：{count} 处" for rule, count in counts.items()]
    if gaps:
        notes.append(f"有 {len(gaps)} 处缺损无法还原，请对照原件")
    return Repaired(mended, tuple(edits), bool(gaps), tuple(notes), tuple(sorted(gaps, key=lambda gap: gap.start)))
