"""The editor's verdicts on near duplicates: on the pair that stands side by side, or on several that were ticked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest

from archive.intake.doubts import note_doubts
from archive.intake.near_duplicates import StaleVerdict, decide_pair
from archive.models import NearPair, Report
from archive.publishing.outbox import changes_applied_once
from archive.web.fields import whole_number

STALE_VERDICT = "没有保存：您打开这一页以后，别人已经判定了这两篇。下面是现在的判定，请核对后再定。"
#: Titles that the sentence about several verdicts names.
NAMED = 3


@dataclass(frozen=True, slots=True)
class AskedVerdict:
    """One verdict for these pairs. ``is_stale``: somebody decided one of them since the page was shown."""

    pairs: tuple[NearPair, ...]
    verdict: str
    is_stale: bool

    @property
    def is_asked(self) -> bool:
        return bool(self.pairs)


def asked_verdict(request: HttpRequest, report: Report) -> AskedVerdict:
    """Read the pressed button: ``verdict`` is ``pair:verdict``, ``verdicts`` one verdict for all ticked ``pairs``.

    A ticked pair is ``pair:the verdict that the page showed``. A pair of other reports is left out.
    """
    if verdict := request.POST.get("verdicts", ""):
        seen = dict(_cut(words) for words in request.POST.getlist("pairs"))
    else:
        number, verdict = _cut(request.POST.get("verdict", ""))
        seen = {number: request.POST.get("seen_verdict", "")}
    if verdict not in NearPair.Verdict.values:
        return AskedVerdict((), "", is_stale=False)
    pairs = NearPair.objects.of(report.pk).select_related("first", "second").in_bulk([each for each in seen if each])
    stale = any(pair.verdict != seen[number] for number, pair in pairs.items())
    return AskedVerdict(tuple(pairs.values()), verdict, is_stale=stale)


def decide(request: HttpRequest, desk: ModelAdmin, report: Report, asked: AskedVerdict) -> None:
    """Write the verdict on each pair, each in its own transaction, and the doubts of all reports that it concerns."""
    titles: list[str] = []
    with changes_applied_once():
        for pair in asked.pairs:
            try:
                with transaction.atomic():
                    decide_pair(pair, asked.verdict, by=request.user if request.user.is_authenticated else None)
                    both = Report.objects.select_for_update(of=("self",)).filter(pk__in=(pair.first_id, pair.second_id))
                    for each in both.order_by("pk"):
                        note_doubts(each)
                        if each.pk != report.pk:
                            titles.append(each.title)
            except StaleVerdict as error:
                messages.error(request, str(error))
    if not titles:
        return
    named = "".join(f"《{title}》" for title in titles[:NAMED])
    more = f"等 {len(titles)} 篇" if len(titles) > NAMED else ""
    note = f"与{named}{more}判定为：{NearPair.Verdict(asked.verdict).label}"
    desk.log_change(request, report, note)
    messages.success(request, f"{note}。")


def _cut(words: str) -> tuple[int, str]:
    """Return (number of a pair, verdict) of ``12:same``; number 0 for one that no pair has."""
    number, _, verdict = words.partition(":")
    return whole_number(number) or 0, verdict
