"""Which damage did copying do to a text? It is undone exactly or not at all.

Each kind of damage has one function. They run in the order of RULES, each on the text that the one before repaired,
because a shifted stretch may hide a bracket. Nothing is guessed: damage that cannot be undone is flagged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.text.characters import radical_runs
from archive.text.edits import Edit, Gap, apply_edits, compose_edits, place_gaps
from archive.text.repair.blanks import (
    repair_broken_lines,
    repair_doubled_commas,
    repair_question_marks,
    repair_spaced_characters,
)
from archive.text.repair.brackets import FEWEST_BRACKETS, foreign_readings, repair_brackets
from archive.text.repair.converter import CUT_SIGN, repair_shifts
from archive.text.repair.mojibake import repair_mojibake
from search.invisible import invisible_runs

__all__ = ["RULES", "RULE_LABELS", "Repaired", "repair_text"]

RULE_LABELS: dict[str, str] = {
    "invisible": "不可见字符",
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


@dataclass(frozen=True, slots=True)
class Repaired:
    """``text`` is ``apply_edits(input, edits)``; ``edits`` (kind ``repair``) count offsets in the input.

    ``damaged`` says that some damage could not be undone, so that words are missing or wrong; ``gaps`` says where.
    ``notes`` are Chinese sentences for the editor: how often each rule repaired something, and what is left.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    damaged: bool = False
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


def repair_invisible(text: str) -> list[Edit]:
    """Return edits (``invisible``) that take out what a reader does not see: it parts words that a reader sees whole."""
    return [Edit(start, signs, "", "repair", "invisible") for start, signs in invisible_runs(text)]


def repair_radicals(text: str) -> list[Edit]:
    """Return edits (``radical``) that write the characters which a copy shows as radicals."""
    return [Edit(start, shown, meant, "repair", "radical") for start, shown, meant in radical_runs(text)]


def repair_converter(text: str) -> tuple[list[Edit], list[Gap]]:
    """Return edits and gaps of a text that went through the converter with a table of readings."""
    brackets = repair_brackets(text, fewest=1)
    cuts = len(CUT_SIGN.findall(text)) if brackets else 0
    is_converted = bool(brackets) and len(brackets) + cuts >= FEWEST_BRACKETS
    # One reading and one cut are too few for a repair, and too many for chance.
    shifts, gaps = repair_shifts(text, is_converted=is_converted, is_suspected=cuts > 0)
    if not shifts:
        brackets = brackets if len(brackets) >= FEWEST_BRACKETS else []
        edits = brackets
    else:
        brackets = repair_brackets(apply_edits(text, shifts), fewest=1)  # the cut proves that the converter was here
        edits = compose_edits(shifts, brackets, text)
    gaps = place_gaps(gaps, brackets)
    if is_converted or shifts:
        gaps = _joined(sorted(gaps, key=lambda gap: gap.start), foreign_readings(apply_edits(text, edits)))
    return edits, gaps


def _joined(gaps: Sequence[Gap], more: Sequence[Gap]) -> list[Gap]:
    """Return the gaps in order, without those of ``more`` that overlap one of ``gaps``. Each list is sorted."""
    starts = [gap.start for gap in gaps]
    free: list[Gap] = []
    for gap in more:
        at = bisect_left(starts, gap.end)
        if not at or gaps[at - 1].end <= gap.start:
            free.append(gap)
    return sorted([*gaps, *free], key=lambda gap: gap.start)


# Each takes a text and returns its edits, and the gaps in the text that they make.
RULES: Sequence[Callable[[str], tuple[list[Edit], list[Gap]]]] = (
    repair_mojibake,  # first: its bytes show as controls and soft hyphens
    lambda text: (repair_invisible(text), []),
    lambda text: (repair_radicals(text), []),
    repair_converter,
    lambda text: (repair_question_marks(text), []),
    lambda text: (repair_spaced_characters(text), []),
    lambda text: (repair_doubled_commas(text), []),
    lambda text: (repair_broken_lines(text), []),
)


def repair_text(text: str) -> Repaired:
    """Return ``text`` with all damage undone that can be undone exactly; see Repaired."""
    repaired = text
    edits: list[Edit] = []
    gaps: list[Gap] = []
    for rule in RULES:
        found, left = rule(repaired)
        if found:
            gaps = place_gaps(gaps, found)
            edits = compose_edits(edits, found, text) if edits else list(found)
            repaired = apply_edits(text, edits)
        gaps += left
    counts = Counter(edit.rule for edit in edits)
    notes = [f"{RULE_LABELS[rule]}：{count} 处" for rule, count in counts.items()]
    if gaps:
        notes.append(f"有 {len(gaps)} 处缺损无法还原，请对照原件")
    return Repaired(repaired, tuple(edits), bool(gaps), tuple(notes), tuple(sorted(gaps, key=lambda gap: gap.start)))
