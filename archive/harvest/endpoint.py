"""The address of the protocol, ``/oai``, and the schema of our own format."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive.harvest.arguments import Asked, ProtocolError, read_arguments
from archive.harvest.card import SCHEMA_FILE
from archive.harvest.elements import Element, document, leaf
from archive.harvest.records import Site, utc
from archive.harvest.verbs import answer
from archive.publishing.changes import shared_now
from archive.web.addresses import origin

_SPACE = "http://www.openarchives.org/OAI/2.0/"
#: The protocol's own media type (section 3.1.2.1).
_XML = "text/xml; charset=UTF-8"
_FORM = "application/x-www-form-urlencoded"
#: Errors that say that the arguments could not be read: then the answer repeats none of them (section 3.2).
_UNREAD = frozenset({"badVerb", "badArgument"})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a request of OAI-PMH 2.0; an error of the protocol is an answer too, with status 200."""
    site, asked = Site(origin(request)), None
    now = shared_now()  # before anything is read: a harvester goes on from here the next time
    try:
        asked = read_arguments(_arguments(request))
        body = answer(asked, site)
    except ProtocolError as error:
        asked = None if error.code in _UNREAD else asked
        body = leaf("error", str(error), code=error.code)
    root = Element(
        "OAI-PMH",
        (leaf("responseDate", utc(now)), _request(asked, site), body),
        {
            "xmlns": _SPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_SPACE} {_SPACE}OAI-PMH.xsd",
        },
    )
    response = HttpResponse(document(root), content_type=_XML)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@cache_control(public=True, max_age=86400)
def schema(request: HttpRequest) -> HttpResponse:
    """Send the schema of the format jiceng."""
    return HttpResponse(SCHEMA_FILE.read_bytes(), content_type="application/xml; charset=utf-8")


def _arguments(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all arguments as (name, value), repeated ones each; those of a POST stand in its body."""
    sent = [request.GET]
    if request.method == "POST" and request.content_type == _FORM:
        sent.append(request.POST)
    return [(name, value) for form in sent for name, values in _lists(form) for value in values]


def _lists(form: QueryDict) -> list[tuple[str, list[str]]]:
    return [(name, list(map(str, values))) for name, values in form.lists()]


def _request(asked: Asked | None, site: Site) -> Element:
    return leaf("request", site.base, **({"verb": asked.verb, **asked.given} if asked else {}))
