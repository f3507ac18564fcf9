"""Doubts (疑点): what an editor should look at before a report is published, and the weight of each.

The queue of drafts is ordered by the sum of the weights. They are set by judgement: a wrong region or a lost word misleads
every reader, an unknown author hardly any; a doubt that takes one glance weighs less than one that needs the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from archive.languages.labels import FIELDS, certainty
from archive.models import NearPair, Report, ScannedPage, doubtful_spans, note_candidates
from archive.models.near import percent
from archive.text.confidence import UNSURE, doubtful_fields
from archive.text.edits import LOST_CHARACTER, Edit

#: Repairs that an editor should look at: they replace characters that the copy shows.
DOUBTFUL_RULES = frozenset({"byte-shift", "mojibake"})
#: Share of the extracted text that cleaning seldom removes from a report.
MUCH = 0.5
SHORT = 200  # characters: a shorter text is rarely a report

_PAGES_NAMED = 10

RETURNED = "returned"
ACCEPTED = "accepted"
#: The reader of web pages was not sure which part of the page is the article, and kept all.
ARTICLE = "article-unsure"

_UNKNOWN_REGION = {
    UNSURE: ("region-unsure", "地区把握不足，没有填写，有候选", 25),
    "redacted": ("region-redacted", "地区隐去", 20),
    "ambiguous": ("region-ambiguous", "地区几说未定", 25),
    "never-named": ("region-unknown", "地区没有写出名字", 15),
}
_UNKNOWN_DATE = {
    UNSURE: ("date-unsure", "日期把握不足，没有填写，有候选", 15),
    "redacted": ("date-redacted", "日期隐去", 10),
    "no-year": ("date-redacted", "日期缺年份", 10),
    "refused-future": ("date-unknown", "日期晚于入库，没有采用", 12),
}
#: Other fields that were left unknown for want of confidence, with the weight of each.
_WITH_CANDIDATES = {"title": 6, "source": 6, "author": 3, "kind": 2}
_UNSURE = {"region": 20, "date": 15, "title": 10, "source": 8, "author": 4, "kind": 2}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: a ``kind`` for the program, ``words`` for the editor, a ``weight`` of 0 to 50."""

    kind: str
    words: str
    weight: int


@dataclass(frozen=True, slots=True)
class UndecidedPair:
    """A near duplicate on which no editor has decided: its similarity (0 to 1), and whether it is published."""

    similarity: float
    is_published: bool


_ARTICLE_UNSURE = Doubt(ARTICLE, "正文范围没有把握，整页都在", 15)


def find_doubts(
    report: Report, pairs: Sequence[UndecidedPair] = (), scanned: Sequence[ScannedPage] = ()
) -> list[Doubt]:
    """Return the doubts about ``report``, the heaviest first, from its own fields, undecided ``pairs`` and ``scanned`` pages.

    No query.
    """
    found = [*_of_card(report), *_of_text(report), *_of_pairs(pairs), *_of_scan(report, scanned)]
    return sorted(found, key=lambda doubt: -doubt.weight)


def note_doubts(report: Report) -> None:
    """Find the doubts anew and write them to the report's row, and its candidate regions; in the caller's transaction.

    ``doubt``, the report's place in the queue, is 1 and the sum of the weights; 0 for a returned report, which so waits
    at the end of the queue.
    """
    kept = [row for row in report.doubts if row["kind"] in (RETURNED, ACCEPTED)]
    doubts = find_doubts(report, undecided_pairs(report), ScannedPage.objects.of(report))
    report.doubts = [*(asdict(doubt) for doubt in doubts), *kept]
    report.doubt = 0 if is_returned(report) else 1 + sum(doubt.weight for doubt in doubts)
    Report.objects.filter(pk=report.pk).update(doubts=report.doubts, doubt=report.doubt)
    note_candidates(report)


def note_missing_doubts() -> int:
    """Note the doubts of drafts from versions without doubts; return the number of these drafts."""
    drafts = Report.objects.filter(status=Report.Status.DRAFT, doubt=0, doubts=[])
    numbers = list(drafts.values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():  # an editor of a running server may be at the same draft
            if report := drafts.select_for_update(of=("self",)).filter(pk=number).first():
                note_doubts(report)
    return len(numbers)


def undecided_pairs(report: Report) -> list[UndecidedPair]:
    """Return the near duplicates of ``report`` on which no editor has decided."""
    if report.pk is None:
        return []
    pairs = NearPair.objects.of(report.pk).filter(verdict=NearPair.Verdict.UNDECIDED)
    # A discarded draft is nobody's twin any more.
    pairs = pairs.exclude(first__status=Report.Status.DISCARDED).exclude(second__status=Report.Status.DISCARDED)
    rows = pairs.values_list("similarity", "first_id", "first__status", "second__status")
    public = Report.Status.PUBLISHED
    return [
        UndecidedPair(similarity, (second_status if first == report.pk else first_status) == public)
        for similarity, first, first_status, second_status in rows
    ]


def is_returned(report: Report) -> bool:
    """Return whether an editor returned the report to its uploader (退回)."""
    return any(row["kind"] == RETURNED for row in report.doubts)


def returned_words(report: Report) -> str:
    """Return what the editor wrote who returned the report; "" if it is not returned."""
    return next((row["words"] for row in report.doubts if row["kind"] == RETURNED), "")


def mark_returned(report: Report, words: str) -> None:
    """Return ``report`` to its uploader with ``words``, or undo that with "". Not saved; ``note_doubts`` writes it."""
    report.doubts = [row for row in report.doubts if row["kind"] != RETURNED]
    if words:
        report.doubts = [*report.doubts, asdict(Doubt(RETURNED, words, 0))]


def mark_article_unsure(report: Report) -> None:
    """Note that the text may hold more than the article of its page. Not saved; ``note_doubts`` gives it its weight."""
    report.doubts = [*report.doubts, asdict(_ARTICLE_UNSURE)]


def accept_edit(report: Report, edit: Edit) -> None:
    """Note that an editor found ``edit`` right (核可). Not saved; ``note_doubts`` writes it."""
    row = asdict(Doubt(ACCEPTED, _edit_key(edit), 0))
    if row not in report.doubts:
        report.doubts = [*report.doubts, row]


def doubtful_edits(report: Report) -> set[int]:
    """Return the numbers of the edits that an editor should look at and has not accepted."""
    accepted = {row["words"] for row in report.doubts if row["kind"] == ACCEPTED}
    return {
        number
        for number, edit in enumerate(report.edit_list)
        if edit.rule in DOUBTFUL_RULES and _edit_key(edit) not in accepted
    }


def _edit_key(edit: Edit) -> str:
    """Return a key that holds for good: offsets count in the extracted text, which never changes."""
    return f"{edit.start} {edit.after}"


def _of_card(report: Report) -> Iterator[Doubt]:
    if not report.region_id and _rule(report, "region") != "editor":
        yield Doubt(*_UNKNOWN_REGION.get(_rule(report, "region"), ("region-unknown", "地区未注明", 15)))
    if not report.date and _rule(report, "date") != "editor":
        yield Doubt(*_UNKNOWN_DATE.get(_rule(report, "date"), ("date-unknown", "日期未注明", 8)))
    if report.is_working_title:
        yield Doubt("working-title", "题名是拟的", 10)
    for name, weight in _WITH_CANDIDATES.items():
        if _rule(report, name) == UNSURE:
            yield Doubt(f"{name}-unsure", f"{FIELDS[name]}把握不足，没有填写，有候选", weight)
    doubtful = doubtful_fields(report.evidence)
    for name, weight in _UNSURE.items():
        if name in doubtful:
            confidence = report.evidence[name].get("confidence") or 0.0
            yield Doubt(f"unsure-{name}", f"{FIELDS[name]}把握{certainty(confidence)[1]}", weight)


def _of_text(report: Report) -> Iterator[Doubt]:
    if any(row["kind"] == ARTICLE for row in report.doubts):
        yield _ARTICLE_UNSURE
    if gaps := report.gap_list:
        lost = sum(report.text.count(LOST_CHARACTER, gap.start, gap.end) for gap in gaps)
        words = f"缺损 {lost} 字" if lost else f"缺损 {len(gaps)} 处"
        yield Doubt("gaps", words, min(30, 12 + 3 * len(gaps)))
    elif report.is_damaged:
        yield Doubt("damaged", "有缺损", 15)
    if shifted := len(doubtful_edits(report)):
        yield Doubt("byte-shift", f"错位还原 {shifted} 处", min(20, 6 + 2 * shifted))
    if report.is_truncated:
        yield Doubt("truncated", "不完整", 5)
    if report.is_redacted and report.kind != Report.Kind.TEMPLATE:
        yield Doubt("redacted", "文中有隐去", 3)
    if report.script == Report.Script.MIXED:
        yield Doubt("script-mixed", "繁简混排", 4)
    removed = sum(len(row["before"]) - len(row["after"]) for row in report.edits if row["kind"] == "clean")
    share = removed / max(1, len(report.extracted_text))
    if share > MUCH:
        yield Doubt("many-removals", f"删去了 {share:.0%}", 12)
    if len(report.text) < SHORT:
        yield Doubt("short", f"只有 {len(report.text)} 字", 8)


def _of_pairs(pairs: Iterable[UndecidedPair]) -> Iterator[Doubt]:
    public = [pair.similarity for pair in pairs if pair.is_published]
    drafts = [pair.similarity for pair in pairs if not pair.is_published]
    if public:
        yield Doubt("near", f"与已发布 {len(public)} 篇近似 {percent(max(public))}%", 20)
    if drafts:
        yield Doubt("near", f"与未发布 {len(drafts)} 篇近似 {percent(max(drafts))}%", 12)


def _of_scan(report: Report, scanned: Sequence[ScannedPage]) -> Iterator[Doubt]:
    if not scanned:
        return
    unsure = len(doubtful_spans(report, scanned))
    words = f"文字识别得到，{unsure} 处没有把握" if unsure else "文字识别得到，请对照图像"
    yield Doubt("recognised", words, min(20, 6 + unsure // 4))
    if empty := [page.number for page in scanned if not page.lines]:
        shown = "、".join(map(str, empty[:_PAGES_NAMED])) + ("等" if len(empty) > _PAGES_NAMED else "")
        yield Doubt("pages-empty", f"第 {shown} 页没有认出文字", 10)


def _rule(report: Report, name: str) -> str:
    return (report.evidence.get(name) or {}).get("rule", "")
