"""Research packs (研究包): made of a question, shown under their digest, compared with today, handed out as a zip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive.languages import say
from archive.models import ErasedReport, Pack, Report
from archive.research.citing import CitedPage, holdings_version, page_references
from archive.research.figures.found import Finder
from archive.research.packs.comparing import KINDS, Comparison, Difference, Kind, compare
from archive.research.packs.contents import MOST_FIGURES, MOST_HITS, MOST_REPORTS, make_contents
from archive.research.packs.keeping import MOST_DAYS, store_pack, stored_contents
from archive.research.packs.question import PackQuestion, PackRefused, question_of, read_question
from archive.research.packs.zipped import write_zip
from archive.research.pages import research_page
from archive.research.subset import count_subset
from archive.views.exports import Refused, as_download
from archive.views.research.frame import refusing
from archive.web.addresses import absolute, address_of, origin, page_row, with_parameters
from archive.web.fields import whole_number

NAME = "packs"
#: Packs of one page, and reports of each kind of difference that a page names.
PAGE_SIZE, NAMED = 50, 200
_FORBIDDEN = 403
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_BEGINNING = re.compile(r"[0-9a-f]{12,64}", re.ASCII)

_HEADINGS: dict[Kind, str] = {
    "more": gettext_noop("今日多出"),
    "fewer": gettext_noop("今日不再有"),
    "text": gettext_noop("正文改过"),
    "card": gettext_noop("著录改过"),
    "hits": gettext_noop("命中处不同"),
    "figures": gettext_noop("数字不同"),
    "erased_entry": gettext_noop("条目已随报告删除，无从比较"),
}


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack in the list, with its question in words, "" where it cannot be read any more."""

    pack: Pack
    words: str


@require_safe
@refusing(NAME)
def packs_page(request: HttpRequest) -> HttpResponse:
    """List the packs that editors keep; a digest leads to any pack."""
    if typed := request.GET.get("id", "").strip().lower():
        return _by_beginning(typed)
    page = whole_number(request.GET.get("page", "1"), greatest=10_000, least=1)
    if page is None:
        raise Refused(say("页码（page）须是 1 到 {0} 的整数。", 10_000))
    kept = Pack.objects.kept()
    total = kept.count()
    context = {
        "shelf": research_page(NAME),
        "rows": [PackRow(pack, _words(pack)) for pack in kept[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]],
        "total": total,
        "days": MOST_DAYS,
        "pager": page_row(page, total, PAGE_SIZE, _page_address),
    }
    return render(request, "research/packs.html", context)


def _by_beginning(typed: str) -> HttpResponse:
    """Lead to the one pack whose digest begins so. Raises Refused."""
    found = list(Pack.objects.filter(pk__startswith=typed).defer("manifest")[:2]) if _BEGINNING.fullmatch(typed) else []
    if len(found) != 1:
        raise Refused(
            say("没有编号以“{0}”开头的研究包。请至少写编号的前 {1} 位；没有留存的包会让位给新的。", typed[:40], 12)
        )
    return redirect(found[0].get_absolute_url())


def _page_address(page: int) -> str:
    return with_parameters(address_of(NAME), {"page": str(page)} if page > 1 else {})


def _words(pack: Pack) -> str:
    try:
        return question_of(pack.contents["question"]).words
    except PackRefused:
        return ""


@csrf_exempt  # a stranger's page could at most make a pack, which lets nobody do more; a token would set a cookie
@require_http_methods(["GET", "HEAD", "POST"])
@refusing(NAME)
def new_page(request: HttpRequest) -> HttpResponse:
    """Show what a pack of this question would hold; POST makes it, and leads to it."""
    parameters = (request.POST if request.method == "POST" else request.GET).copy()
    of = parameters.pop("of", [""])[-1]
    try:
        question = read_question(of, parameters)
        if request.method == "POST":
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
                return render(
                    request, "refused.html", {"sentence": say("研究包只能从本库的页面做。")}, status=_FORBIDDEN
                )
            return redirect(store_pack(make_contents(question)).get_absolute_url())
    except PackRefused as error:
        raise Refused(str(error)) from error
    reports, figures = _counted(question)
    context = {
        "shelf": research_page(NAME),
        "question": question,
        "reports": reports,
        "figures": figures,
        "is_figures": question.figures is not None,
        "fits": 0 < reports <= MOST_REPORTS and (figures or 0) <= MOST_FIGURES,
        "most": {"reports": MOST_REPORTS, "hits": MOST_HITS, "figures": MOST_FIGURES},
        "days": MOST_DAYS,
    }
    return render(request, "research/pack_new.html", context)


def _counted(question: PackQuestion) -> tuple[int, int | None]:
    """Return how many reports the question finds, and of figures how many rows."""
    if question.figures:
        numbers = Finder(question.figures).numbers()
        return numbers.reports, numbers.rows
    assert question.subset is not None  # noqa: S101
    return count_subset(question.subset).reports, None


def _pack(digest: str) -> Pack:
    pack = Pack.objects.filter(pk=digest).first() if _DIGEST.fullmatch(digest) else None
    if pack is None:
        raise Http404
    return pack


@require_safe
@refusing(NAME)
def pack_page(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a pack: what it holds, how it is cited, the zip and the way to compare it."""
    pack = _pack(digest)
    manifest = pack.contents
    numbers = [number for number, _ in manifest["reports"]]
    words, counts = _words(pack), manifest["counts"]
    try:
        asked = question_of(manifest["question"]).address
    except PackRefused:
        asked = ""
    public = set(Report.objects.published().filter(pk__in=numbers).values_list("pk", flat=True))
    shown = list(Report.objects.published().filter(pk__in=numbers[:NAMED]).only("pk", "title", "script").order_by("pk"))
    cited = CitedPage(
        title=say("{0}：{1}", say("研究包"), words) if words else say("研究包"),
        counts=say("{0:,} 篇", pack.reports),
        version=pack.version,
        address=absolute(request, pack.get_absolute_url()),
        accessed=timezone.localdate(),
        made=timezone.localdate(pack.made_at),
    )
    context = {
        "shelf": research_page(NAME),
        "pack": pack,
        "words": words,
        "asked": asked,
        "counts": counts,
        "versions": manifest["versions"],
        "is_figures": manifest["question"]["of"] == "figures",
        "gone": len(set(numbers) - public),
        "shown": shown,
        "more": len(public) - len(shown),
        "days": MOST_DAYS,
        "again": address_of("pack-again", digest),
        "file": address_of("pack-export", digest),
        "citing": {"references": page_references(cited)},
    }
    return render(request, "research/pack.html", context)


@require_safe
@refusing(NAME)
def pack_file(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Send the zip of a pack; quotations are drawn now, so that a withdrawn report has none."""
    pack = _pack(digest)
    response = FileResponse(write_zip(pack, origin=origin(request)), content_type="application/zip")
    return as_download(response, f"基层文库-研究包-{digest[:12]}.zip")


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A report that differs: its title where it is public, the words for what differs, and why it is gone."""

    number: int
    report: Report | None
    words: str


@dataclass(frozen=True, slots=True)
class DifferenceGroup:
    """The differences of one kind, of which ``rows`` are the first."""

    heading: str
    total: int
    rows: tuple[DifferenceRow, ...]


@require_safe
@refusing(NAME)
def again_page(request: HttpRequest, digest: str) -> HttpResponse:
    """Ask the question of a pack again and name every difference."""
    pack = _pack(digest)
    try:
        today = make_contents(question_of(pack.contents["question"]))
    except PackRefused as error:
        raise Refused(str(error)) from error
    found = compare(stored_contents(pack), today)
    context = {
        "shelf": research_page(NAME),
        "pack": pack,
        "words": _words(pack),
        "comparison": found,
        "today": today.digest,
        "version": holdings_version(),
        "groups": list(_groups(found)),
        "values": [(_value_label(name), before, now) for name, before, now in found.question],
        "named": NAMED,
    }
    return render(request, "research/pack_again.html", context)


_VALUES = {
    "corpus": gettext_noop("语料库的定义"),
    "versions.index": gettext_noop("索引格式"),
    "versions.readings": gettext_noop("读法版本"),
    "counts.reports": gettext_noop("符合条件的篇数"),
    "counts.counted": gettext_noop("近似者各计一次的篇数"),
    "counts.undated": gettext_noop("日期未注明"),
    "counts.unplaced": gettext_noop("地区未注明"),
    "counts.samples": gettext_noop("未计的示例"),
    "counts.hits": gettext_noop("命中处"),
    "counts.figures": gettext_noop("数字"),
}


def _value_label(name: str) -> str:
    key = "corpus" if name.startswith("question.corpus") else name
    return say(_VALUES[key]) if key in _VALUES else name


def _groups(found: Comparison) -> Any:
    for kind in KINDS:
        if some := found.of(kind):
            yield DifferenceGroup(say(_HEADINGS[kind]), len(some), _rows(some[:NAMED]))


def _rows(differences: Sequence[Difference]) -> tuple[DifferenceRow, ...]:
    """Return the rows. Two queries."""
    numbers = [each.report for each in differences]
    public = Report.objects.published().only("pk", "title", "script").in_bulk(numbers)
    erased = set(ErasedReport.objects.filter(report_id__in=numbers).values_list("report_id", flat=True))
    return tuple(
        DifferenceRow(each.report, public.get(each.report), _said(each, public, erased)) for each in differences
    )


_FIELDS = {
    "title": gettext_noop("题名"),
    "region": gettext_noop("地区"),
    "date": gettext_noop("日期"),
    "source": gettext_noop("来源"),
    "author": gettext_noop("作者"),
    "kind": gettext_noop("类别"),
}


def _said(difference: Difference, public: dict[int, Report], erased: set[int]) -> str:
    if difference.kind == "fewer":
        if difference.report in erased:
            return say("已删除")
        return say("仍公开，但不再合乎所问") if difference.report in public else say("已撤回或不再公开")
    if difference.kind == "card":
        return say("、").join(say(_FIELDS[name]) for name in difference.details)
    if difference.kind in ("hits", "figures"):
        before, now = (each or say("还没有读") for each in difference.details)
        return say("原 {0}，今 {1}", before, now)
    return ""
