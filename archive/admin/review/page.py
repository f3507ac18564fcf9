"""The review page of one report: the text with its edits on one side, the card with its evidence on the other."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from archive.admin.review.card import CardForm, card_rows, confirmed_names, field_label, submitted_values
from archive.admin.review.doubts import link_doubts
from archive.admin.review.near_duplicates import lay_beside
from archive.admin.review.queue import list_address, next_of, report_address, walk_context, walk_of
from archive.admin.review.scan import lay_scan_out, unsure_words
from archive.admin.review.text import ReviewedText, review_text
from archive.admin.review.verdicts import STALE_VERDICT, asked_verdict, decide
from archive.admin.review.words import value_in_words
from archive.admin.status import warn_of_index
from archive.desk.discarding import discard_report, reclaim_report
from archive.desk.editing import EditingError, SavedChanges, SpotChange, StaleReport, correct_report, version_of
from archive.intake.doubts import doubtful_edits, find_doubts, is_returned, returned_words, undecided_pairs
from archive.layout.runs import marked_runs
from archive.models import NearPair, Region, Report, ScannedPage
from archive.models.card import EVIDENCED, card_value
from archive.publishing.publish import PublishingError, publish_report, withdraw_report
from archive.storage.faults import writing_fault
from archive.web.fields import whole_number

logger = logging.getLogger(__name__)

CONFLICT = 409
STALE = "没有保存：您打开这一页以后，别人改过这篇报告。下面是现在的样子，您那一页上的列在前面；请核对后再存。"
STALE_AT_PLACE = "您刚才要放回、核可、补字或判定近似的那一处也没有做；请在现在的正文里再找一次。"
UNPROCESSABLE = 422
NO_ROOM = 507
RETURN_LENGTH = 200  # characters of the words to the uploader
RETURN_WORDS = "请上传者核对"
#: Buttons after which the editor goes on to the next report.
_LEAVING = ("next", "return", "publish_next", "discard")
#: What a save may have changed beside the fields of the card and the text.
_NO_FIELDS = ("accepted", "confirmed", "returned")


@dataclass(frozen=True, slots=True)
class RefusedValue:
    """A card field of a refused save: the editor's value and the present one."""

    label: str
    yours: str
    now: str


def review_report(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    """Render ``report``; for POST save the editor's changes, then do what the pressed button says."""
    if request.method != "POST":
        return review_page(request, desk, report)
    if not desk.has_change_permission(request, report):
        raise PermissionDenied
    try:
        return _save(request, desk, report)
    except DatabaseError as error:
        if not (sentence := writing_fault(error)):
            raise
        logger.error("report %d was not saved: %s", report.pk, error)
        messages.error(request, f"{sentence}您填写的都在下面，没有丢。")
        now = Report.objects.get(pk=report.pk)
        return review_page(request, desk, now, form=CardForm(submitted_values(request.POST, now)), status=NO_ROOM)


def _save(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    if request.POST.get("version") != version_of(report):
        return _conflict_page(request, desk, report)
    form = CardForm(submitted_values(request.POST, report))
    if not form.is_valid():
        return review_page(request, desk, report, form=form, status=UNPROCESSABLE)
    asked = asked_verdict(request, report)
    if asked.is_stale:
        messages.error(request, STALE_VERDICT)
        return review_page(request, desk, report, form=form, status=CONFLICT)
    at = _spot_change(request)
    try:
        saved = correct_report(
            report.pk,
            seen=request.POST["version"],
            card=form.cleaned_data,
            confirmed=confirmed_names(request.POST),
            text=_rewritten_text(request),
            at=at,
            returned=_returned_words(request),
        )
    except StaleReport as stale:
        return _conflict_page(request, desk, stale.report)
    except EditingError as error:
        messages.error(request, str(error))
        return review_page(request, desk, report, form=form, status=UNPROCESSABLE)
    _report_saved(request, desk, saved, put_back=at.put_back is not None, filled=at.fill is not None)
    if asked.is_asked:
        decide(request, desk, saved.report, asked)
    is_done = _change_status(request, desk, saved.report, request.POST.get("action", ""))
    return HttpResponseRedirect(_address_after(request, desk, report, at, may_leave=is_done))


def _spot_change(request: HttpRequest) -> SpotChange:
    gap, _, choice = request.POST.get("fill", "").partition(":")
    place, candidate = whole_number(gap), whole_number(choice)
    return SpotChange(
        put_back=whole_number(request.POST.get("put_back")),
        accept=whole_number(request.POST.get("accept")),
        fill=None if place is None or candidate is None else (place, candidate),
    )


def _returned_words(request: HttpRequest) -> str | None:
    """Return the words to the uploader of a returned report, "" to undo the return, None for neither."""
    match request.POST.get("action"):
        case "return":
            return " ".join(request.POST.get("return_words", "").split())[:RETURN_LENGTH] or RETURN_WORDS
        case "take_up" | "publish" | "publish_next":
            return ""
        case _:
            return None


def _address_after(request: HttpRequest, desk: ModelAdmin, report: Report, at: SpotChange, *, may_leave: bool) -> str:
    """Return where the editor goes on: the same place of the text, the near duplicate, the next of the walk, or this page.

    ``report`` is as before the save: its place in the walk is the one that the editor saw.
    """
    walk = walk_of(request, desk)
    if may_leave and request.POST.get("action") in _LEAVING:
        if after := next_of(report, walk):
            return report_address(after, walk.filters)
        messages.info(request, "这是待审的最后一件。" if walk.is_queue else "这是所列的最后一件。")
        return list_address(walk)
    here = report_address(report.pk, walk.filters)
    if at != SpotChange():
        return f"{here}#{_anchor_of(report, at)}"
    return f"{here}#near" if _is_verdict(request) else here


def _is_verdict(request: HttpRequest) -> bool:
    return bool(request.POST.get("verdict") or request.POST.get("verdicts"))


def _anchor_of(report: Report, at: SpotChange) -> str:
    if at.fill:
        return f"g{at.fill[0] + 1}" if at.fill[0] + 1 < len(report.gaps) else "text-heading"
    number = _reviewed(report).block_of(at.put_back if at.put_back is not None else at.accept or 0)
    return f"b{number}" if number else "edits"


def _reviewed(report: Report, scanned: Sequence[ScannedPage] = ()) -> ReviewedText:
    return review_text(
        report.extracted_text,
        report.edit_list,
        report.gap_list,
        doubtful_edits(report),
        unsure_words(report, scanned),
    )


def review_page(
    request: HttpRequest,
    desk: ModelAdmin,
    report: Report,
    *,
    form: CardForm | None = None,
    differences: list[RefusedValue] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page; ``form`` holds the submitted values and their errors, ``differences`` a refused save."""
    sent_text = _rewritten_text(request)
    scanned = ScannedPage.objects.of(report)
    reviewed = _reviewed(report, scanned)
    doubts = link_doubts(find_doubts(report, undecided_pairs(report), scanned), reviewed)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "original": report,
        "report": report,
        "title": report.title,
        "title_runs": marked_runs(report.title),
        "subtitle": None,
        "has_view_permission": desk.has_view_permission(request, report),
        "can_change": desk.has_change_permission(request, report),
        "version": version_of(report),
        **walk_context(report, walk_of(request, desk)),
        "doubts": doubts,
        "doubtful_rows": {doubt.anchor.removeprefix("row-") for doubt in doubts},
        "is_returned": is_returned(report),
        "returned_words": returned_words(report),
        "reviewed": reviewed,
        "scan": lay_scan_out(scanned),
        "beside": lay_beside(report, request.GET.get("twin", "")),
        "verdicts": [(value, label) for value, label in NearPair.Verdict.choices if value],
        "rows": card_rows(report, form),
        "flags": [(name, label, _is_set(report, form, name)) for name, label in _flag_labels()],
        "text": report.text if sent_text is None else sent_text,
        "text_digest": _digest(report.text),
        "text_is_open": sent_text is not None,
        "form": form,
        "differences": differences,
    }
    return TemplateResponse(request, "admin/archive/report/review.html", context, status=status)


def _rewritten_text(request: HttpRequest) -> str | None:
    """Return the submitted text, or None if it is the one that the page showed.

    An editor who leaves the text alone must not restore an old one.
    """
    text = request.POST.get("text")
    if text is None:
        return None
    text = text.replace("\r\n", "\n")
    return None if _digest(text) == request.POST.get("text_digest") else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _flag_labels() -> list[tuple[str, str]]:
    return [(name, field_label(name)) for name in CardForm.base_fields if name not in EVIDENCED]


def _is_set(report: Report, form: CardForm | None, name: str) -> bool:
    return bool(form.data[name]) if form else getattr(report, name)


def _conflict_page(request: HttpRequest, desk: ModelAdmin, report: Report) -> HttpResponse:
    """Render both versions of a save that was refused; the editor's text stays in its field."""
    wanted = submitted_values(request.POST, report)
    pairs = [(name, str(wanted[name]), card_value(report, name)) for name in EVIDENCED]
    regions = Region.objects.select_related("parent__parent").in_bulk([report.region_id, str(wanted["region"])])
    differences = [
        RefusedValue(
            field_label(name),
            value_in_words(name, yours, regions),
            value_in_words(name, now, regions),
        )
        for name, yours, now in pairs
        if yours != now
    ]
    messages.error(request, STALE)
    if _spot_change(request) != SpotChange() or _is_verdict(request):
        messages.error(request, STALE_AT_PLACE)
    return review_page(request, desk, report, differences=differences, status=CONFLICT)


def _report_saved(request: HttpRequest, desk: ModelAdmin, saved: SavedChanges, *, put_back: bool, filled: bool) -> None:
    if not saved.changed:
        return
    done = ["放回一处修改"] if put_back else ["补上一处缺字"] if filled else []
    done += ["核可一处修复"] if "accepted" in saved.changed else []
    if "returned" in saved.changed:
        words = returned_words(saved.report)
        done.append(f"退回：{words}" if words else "取消退回")
    done += ["核对无误的著录已记下"] if "confirmed" in saved.changed else []
    if names := "、".join(field_label(name) for name in saved.changed if name not in _NO_FIELDS):
        done.append(f"改动：{names}")
    note = "；".join(done)
    desk.log_change(request, saved.report, note)
    messages.success(request, f"已保存。{note}。")


def _change_status(request: HttpRequest, desk: ModelAdmin, report: Report, action: str) -> bool:
    """Publish, withdraw, discard or take back, if the button says so; return False if that was refused, so that the editor stays."""
    verbs = {
        "publish": (publish_report, "发布"), "withdraw": (withdraw_report, "撤回"),
        "discard": (discard_report, "弃置"), "reclaim": (reclaim_report, "取回"),
    }  # fmt: skip
    action = "publish" if action == "publish_next" else action
    if action not in verbs:
        return True
    change, word = verbs[action]
    if action == "publish" and report.is_published:
        return True  # for a published report, 保存并发布 only saves
    try:
        change(report, by=request.user if request.user.is_authenticated else None)
    except PublishingError as error:
        messages.error(request, str(error))
        return False
    desk.log_change(request, report, word)
    messages.success(request, f"已{word}《{report.title}》。")
    warn_of_index(request)
    return True
