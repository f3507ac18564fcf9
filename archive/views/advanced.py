"""The advanced form: boxes in, an expression out, and what it would find."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.vary import vary_on_headers

from archive.languages import said, say
from archive.searching.advanced import AdvancedForm, expression, read_back
from archive.searching.form import MODES
from archive.views.errors import index_missing
from archive.web.htmx import asked_by_htmx
from archive.web.questions import list_address
from search.documents import IndexMissing, Query, QueryError
from search.engine import get_engine
from search.query import parse_query


@vary_on_headers("HX-Request")
def advanced_page(request: HttpRequest) -> HttpResponse:
    """With ``q`` its expression is read back into the boxes; with ``go`` the boxes' expression is asked."""
    form = AdvancedForm(_read_back(request) if "q" in request.GET else request.GET)
    refused = "" if form.is_valid() else form.error_sentence
    context: dict[str, object] = {
        "form": form,
        "words": [form[name] for name in ("all", "phrase", "any", "without")],
        "card": [form[name] for name in ("title", "source", "author", "region")],
        "modes": MODES,
        "mode": form["mode"].value() or "folded",
        "ticks": [_ticks(form, "kind", say("类别")), _ticks(form, "script", say("字形"))],
        "text": "",
        "refused": refused,
    }
    if not refused:
        try:
            query = _query(form)
            if "go" in request.GET:
                return redirect(list_address(query))
            parsed = parse_query(query.text, query.mode)
            context |= {
                "text": query.text,
                "explain": [said(each) for each in parsed.explain],
                "address": list_address(query),
            }
            context["count"] = get_engine().count(query, parsed)
        except QueryError as error:
            context["refused"] = said(error)
        except IndexMissing:
            return index_missing(request)
    name = "archive/_expression.html" if asked_by_htmx(request) else "archive/advanced.html"
    # A half-filled box is no error of the part that is renewed while typing.
    status = 400 if context["refused"] and not asked_by_htmx(request) else 200
    return render(request, name, context, status=status)


def _query(form: AdvancedForm) -> Query:
    chosen = form.cleaned_data
    return Query(
        text=expression(form.boxes()),
        mode=chosen["mode"] or "folded",
        script=chosen["script"],
        kind=chosen["kind"],
        fold=True,
    )


def _ticks(form: AdvancedForm, name: str, label: str) -> dict[str, object]:
    """A row of boxes to tick: (value, words, whether ticked)."""
    ticked = form[name].value() or ()
    choices = [(value, words, value in ticked) for value, words in form.fields[name].choices]  # type: ignore[attr-defined]
    return {"name": name, "label": label, "choices": choices}


def _read_back(request: HttpRequest) -> dict[str, object]:
    """What the form would be given for the expression; one that cannot be read stands as it is."""
    text = request.GET["q"].strip()
    try:
        boxes = read_back(text)
    except QueryError:
        asked: dict[str, object] = {"rest": text}
    else:
        asked = {name: value for name in boxes.__dataclass_fields__ if (value := getattr(boxes, name))}
    chosen = {name: request.GET.getlist(name) for name in ("script", "kind")}
    return {**asked, **chosen, "mode": request.GET.get("mode", "")}
