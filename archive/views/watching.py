"""Watching (关注): ask for letters on a search, confirm, see what a letter told, and leave.

Whoever opens a link changes nothing by it: programs that look through letters open links too. A button does, and the one
click of a mail program (RFC 8058), which posts to the address of leaving.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from archive.languages import say, translated
from archive.models import Letter, Report, Watch
from archive.searching.form import MAX_PAGE
from archive.views.errors import index_missing
from archive.watching.asking import (
    AskRefused,
    ask,
    confirm,
    leave,
    read_address,
    read_remark,
    watch_to_leave,
)
from archive.watching.found import DAYS_SHOWN, MOST_A_DAY, last_days
from archive.watching.links import CONFIRM_DAYS, TOKEN, LinkRefused, read_confirm_token, read_letter_token
from archive.watching.numbers import read_numbers
from archive.watching.offered import letters_are_sent
from archive.watching.searched import SearchRefused, WatchedSearch, read_search
from archive.watching.sending import KEPT_DAYS
from archive.watching.words import minute_of
from archive.web.addresses import page_row, pairs_of, with_parameters
from archive.web.clients import client_network
from archive.web.fields import whole_number
from search.documents import IndexMissing, QueryError

#: Reports on a page of what a letter told.
PAGE = 100
#: Parameters of the form beside those of the search.
_OWN = ("address", "frequency", "remark", "csrfmiddlewaretoken")

View = Callable[..., HttpResponse]


def _refusing(view: View) -> View:
    """Decorate a view so that what it refuses is explained on a page, with status 400; nothing of it is kept or indexed."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            response = view(request, **arguments)
        except (AskRefused, LinkRefused, SearchRefused, QueryError) as error:
            response = render(request, "refused.html", {"sentence": translated(error)}, status=400)
        except IndexMissing:
            response = index_missing(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@csrf_protect
@_refusing
def watch_page(request: HttpRequest) -> HttpResponse:
    """Show what a watch of the search would bring, and take the address; without a search say what watching is."""
    given = request.POST if request.method == "POST" else request.GET
    parameters = given.copy()
    for name in _OWN:
        parameters.pop(name, None)
    if not any(str(value).strip() for value in parameters.values()):
        return render(request, "watch/about.html", {"is_offered": letters_are_sent(), "days": DAYS_SHOWN})
    search = read_search(parameters)
    last = last_days(search.query, timezone.now())
    context = {
        "search": search,
        "hidden_fields": pairs_of({name: list(values) for name, values in QueryDict(search.parameters).lists()}),
        "last": last,
        "days": DAYS_SHOWN,
        "most_a_day": MOST_A_DAY,
        "is_offered": letters_are_sent(),
        "longest_remark": Watch.LONGEST_REMARK,
        "confirm_days": CONFIRM_DAYS,
        "typed": {"address": "", "frequency": "daily", "remark": ""},
        "refused": "",
    }
    if request.method != "POST":
        return render(request, "watch/search.html", context)
    return _asked(request, search, last.is_too_much, context)


def _asked(request: HttpRequest, search: WatchedSearch, is_too_much: bool, context: dict) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("address", "frequency", "remark")}
    try:
        if not letters_are_sent():
            raise AskRefused(say("本库不寄信。请改用 Atom 订阅。"))
        if is_too_much:
            raise AskRefused(say("合乎此式的太多，关注不了。请加一个条件。"))
        if typed["frequency"] not in Watch.Frequency.values:
            raise AskRefused(say("请选每天一封，或每周一封。"))
        address, remark = read_address(typed["address"]), read_remark(typed["remark"])
        ask(
            address,
            search=search.parameters,
            frequency=typed["frequency"],
            language=get_language() or "",
            remark=remark,
            client=client_network(request),
        )
    except AskRefused as error:
        shown = {name: value[: 2 * Watch.LONGEST_REMARK] for name, value in typed.items()}
        return render(request, "watch/search.html", {**context, "typed": shown, "refused": str(error)}, status=400)
    return render(request, "watch/asked.html", {"address": address, "confirm_days": CONFIRM_DAYS, "search": search})


@csrf_exempt  # the signed address is what allows it, and a letter's reader has no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_refusing
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Show what is to be confirmed, with a button; the button makes the watch."""
    token = _token(request)
    asked = read_confirm_token(token)
    search = read_search(QueryDict(asked.search))
    context = {"asked": asked, "search": search, "watch": None, "next_at": ""}
    if request.method == "POST":
        if not letters_are_sent():
            raise AskRefused(say("本库不寄信。请改用 Atom 订阅。"))
        context["watch"] = watch = confirm(token)
        context["next_at"] = minute_of(watch.next_at)
    return render(request, "watch/confirm.html", context)


@login_not_required  # who left a closed archive must be able to leave its letters
@csrf_exempt  # a mail program posts "List-Unsubscribe=One-Click" (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_refusing
def leave_page(request: HttpRequest) -> HttpResponse:
    """Show what is left, with a button; posting ends it. A second time says the same, so that nobody learns more."""
    token = _token(request)
    watch = watch_to_leave(token)
    if request.method == "POST":
        left = leave(token, all_of_address=request.POST.get("all") == "1")
        return render(request, "watch/left.html", {"left": left})
    if watch is None:
        return render(request, "watch/left.html", {"left": None})
    try:
        words = read_search(QueryDict(watch.search)).words
    except SearchRefused:
        words = ""
    others = Watch.objects.filter(address=watch.address).count() - 1
    return render(request, "watch/leave.html", {"watch": watch, "words": words, "others": others})


@require_safe
@never_cache
@_refusing
def letter_page(request: HttpRequest) -> HttpResponse:
    """List exactly the reports that a letter told, or with ``batch`` those of one batch of it."""
    letter = (
        Letter.objects.filter(key=read_letter_token(_token(request)))
        .exclude(watch=None)
        .select_related("watch")
        .first()
    )
    if letter is None:
        raise LinkRefused(say("这封信的清单已不在了：信寄出 {0} 天以后，或退订以后，就不再保留。", KEPT_DAYS))
    numbers = read_numbers(letter.reports)
    told = Report.objects.published().filter(pk__in=numbers)
    batch = whole_number(request.GET.get("batch"))
    shown = told if batch is None else told.filter(batch=batch)
    total, page = shown.count(), whole_number(request.GET.get("page"), MAX_PAGE, 1) or 1
    newest = shown.for_list().defer("text").order_by("-published_at", "-pk")
    kept = {TOKEN: _token(request)}
    chosen = kept if batch is None else {**kept, "batch": str(batch)}
    context = {
        "made_at": minute_of(letter.made_at),
        "words": _words_of(letter),
        "reports": newest[(page - 1) * PAGE : page * PAGE],
        "total": total,
        "gone": 0 if batch is not None else len(numbers) - total,
        "whole": "" if batch is None else with_parameters(request.path, kept),
        "pager": page_row(page, total, PAGE, lambda n: with_parameters(request.path, {**chosen, "page": str(n)})),
    }
    return render(request, "watch/letter.html", context)


def _token(request: HttpRequest) -> str:
    """Return what a signed link says. It stands in the query, which no log holds."""
    return request.GET.get(TOKEN, "")


def _words_of(letter: Letter) -> str:
    try:
        return read_search(QueryDict(letter.watch.search)).words if letter.watch else ""
    except SearchRefused:
        return ""
