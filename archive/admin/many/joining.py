"""The pages that join sources and split them again: which name stays, and how many reports move."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.status import warn_of_index
from archive.desk.joining import JoiningError, join_sources, reports_to_split, split_source
from archive.models import Source
from archive.web.fields import whole_number
from search.invisible import without_invisible

UNPROCESSABLE = 422
#: Sources that are joined at once, and names that the input suggests.
MOST, _SUGGESTED = 100, 500


def join_view(desk: ModelAdmin) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view ``?sources=3,4``: it asks which of them stays, or which other source; POST joins them."""

    def join(request: HttpRequest) -> HttpResponse:
        _check(request, desk)
        numbers = [whole_number(word) for word in request.GET.get("sources", "").split(",")]
        found = Source.objects.filter(joined_to=None, pk__in=[number for number in numbers if number][:MOST])
        sources = list(found.annotate(count=Count("reports")).order_by("-count", "name"))
        if not sources:
            messages.warning(request, "没有要并的来源。请在来源列表里勾上几个，“动作”选“并入…”。")
            return HttpResponseRedirect(_list(desk))
        if request.method != "POST":
            return _page(request, desk, sources, chosen=request.GET.get("into") or str(sources[0].pk))
        return _join(request, desk, sources)

    return join


def split_view(desk: ModelAdmin) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the view of one old name: it says how many reports go back; POST splits it off."""

    def split(request: HttpRequest, number: int) -> HttpResponse:
        _check(request, desk)
        source = Source.objects.filter(pk=number, joined_to__isnull=False).first()
        if source is None:
            messages.warning(request, "这个名字没有并入别的来源，无从拆开。")
            return HttpResponseRedirect(_list(desk))
        target = source.root
        if request.method != "POST":
            context = {
                **_context(request, desk, f"把“{source.name}”从“{target.name}”拆开？"),
                "source": source,
                "into": target,
                "count": reports_to_split(source).count(),
            }
            return TemplateResponse(request, "admin/archive/many/split.html", context)
        try:
            done = split_source(number)
        except JoiningError as error:
            messages.error(request, str(error))
        else:
            desk.log_change(request, target, f"拆开：{source.name}，{done.moved} 篇")
            messages.success(request, f"已把“{source.name}”拆开，{done.moved} 篇回到它名下。")
            warn_of_index(request)
        return HttpResponseRedirect(_list(desk))

    return split


def join_address(*numbers: int, into: int | None = None) -> str:
    """Return the address that asks to join these sources; ``into`` is chosen beforehand."""
    chosen = f"&into={into}" if into else ""
    return f"{reverse('admin:archive_source_join')}?sources={','.join(map(str, numbers))}{chosen}"


def _join(request: HttpRequest, desk: ModelAdmin, sources: Sequence[Source]) -> HttpResponse:
    chosen, name = (
        request.POST.get("into", ""),
        " ".join(without_invisible(request.POST.get("other", "")).split()),
    )
    if name:
        into = Source.objects.filter(name=name).first()
        if into is None:
            messages.error(request, f"没有叫“{name}”的来源。请从列出的名字里选；要换个新名字，先并好，再改名。")
            return _page(request, desk, sources, chosen=chosen, name=name, status=UNPROCESSABLE)
        into = into.root
    else:
        into = next((source for source in sources if str(source.pk) == chosen), None)
    if into is None:
        messages.error(request, "请选留下哪一个名字。")
        return _page(request, desk, sources, chosen=chosen, status=UNPROCESSABLE)
    try:
        done = join_sources([source.pk for source in sources], into=into.pk)
    except JoiningError as error:
        messages.error(request, str(error))
        return _page(request, desk, sources, chosen=chosen, name=name, status=UNPROCESSABLE)
    note = f"并入：{'、'.join(done.names)}，{done.moved} 篇"
    desk.log_change(request, done.into, note)
    messages.success(
        request,
        f"已把{'、'.join(f'“{each}”' for each in done.names)}并入“{done.into.name}”，{done.moved} 篇随之改了来源。",
    )
    warn_of_index(request)
    return HttpResponseRedirect(_list(desk))


def _page(
    request: HttpRequest, desk: ModelAdmin, sources: Sequence[Source], *, chosen: str, name: str = "", status: int = 200
) -> HttpResponse:
    others = Source.objects.filter(joined_to=None).exclude(pk__in=[source.pk for source in sources])
    context = {
        **_context(request, desk, "并入：几个来源并成一个"),
        "sources": sources,
        "chosen": chosen,
        "name": name,
        "others": others.values_list("name", flat=True)[:_SUGGESTED],
    }
    return TemplateResponse(request, "admin/archive/many/join.html", context, status=status)


def _context(request: HttpRequest, desk: ModelAdmin, title: str) -> dict[str, object]:
    return {**desk.admin_site.each_context(request), "opts": desk.opts, "title": title, "back": _list(desk)}


def _list(desk: ModelAdmin) -> str:
    return reverse(f"{desk.admin_site.name}:archive_source_changelist")


def _check(request: HttpRequest, desk: ModelAdmin) -> None:
    """Raise PermissionDenied for who may not change both sources and their reports."""
    if not (desk.has_change_permission(request) and request.user.has_perm("archive.change_report")):
        raise PermissionDenied
