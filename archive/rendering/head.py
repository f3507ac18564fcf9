"""The head and foot of a page: language, theme and address of the request; for machines canonical address, feeds, schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop
from jinja2 import pass_context
from jinja2.runtime import Context

from archive.exporting.citation.description import describe_report, marked_sample
from archive.exporting.citation.embedded import embedded_metadata
from archive.exporting.citation.linked_data import linked_data
from archive.exporting.menu import REGION_FILTERS, region_menu, search_feed
from archive.languages import say
from archive.languages.page import TAGS, LanguageLink, language_links, offered_language
from archive.models import Region
from archive.places.shown import region_words
from archive.web.addresses import address_of, origin, search_address, with_parameters
from search.sentences import one_line

NAME = gettext_noop("基层文库")
_ABOUT = gettext_noop("各地基层党建的汇报、总结、新闻与经验做法，可检索、可核对原件、可引用。")
_DESCRIPTION = 120  # characters
#: As Django's json_script: what could end the element, or begin another, is written as an escape of JSON.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class FeedLink:
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Head:
    """All addresses are absolute but those of feeds and ``references``, a file of RIS; "" for none.

    ``known``: the block of schema.org, "" for none. ``cited``: name and content of what reference managers read.
    """

    canonical: str
    title: str
    description: str
    kind: str
    feeds: tuple[FeedLink, ...]
    is_listed: bool
    known: SafeString | str
    cited: tuple[tuple[str, str], ...] = ()
    references: str = ""


@pass_context
def page_head(context: Context) -> Head | None:
    """Return the head of the page that is rendered in ``context``; None for an error page, which has no address."""
    request: HttpRequest = context["request"]
    name = page_name(request)
    if not name or context.get("refused"):
        return None
    here = origin(request)
    title, description, kind = say(NAME), say(_ABOUT), "website"
    cited: tuple[tuple[str, str], ...] = ()
    references = ""
    path, feeds, graph = request.path, [FeedLink(say("新近入藏"), address_of("newest-feed"))], []
    match name:
        case "home":
            graph = [_website(here)]
        case "search":
            query = context["query"]
            path = search_address(query)
            title = say("{0} - 检索 - 基层文库", query.text) if query.text else say("检索 - 基层文库")
            feeds.insert(0, FeedLink(say("此检索"), search_feed(query)))
        case "region":
            region = context["region"]
            path = _region_path(region, request.GET)
            named = region_words(region)
            title = say("{0} - 基层文库", named)
            description = say("{0}的基层党建报告 {1} 篇，按年份、来源、类别查阅。", named, context["total"])
            feeds.insert(0, FeedLink(named, region_menu(region, request.GET, context["listed"]).feed))
            graph = [_crumbs(region, here)]
        case "report":
            report = context["report"]
            path = report.get_absolute_url()
            described = describe_report(report)
            title, kind = marked_sample(report, report.title), "article"
            description = one_line(report.text[: 2 * _DESCRIPTION])[:_DESCRIPTION]
            files = {
                "original": report.original,
                "original_address": here + reverse("report-original", args=[report.pk]),
            }
            home = here + address_of("home")
            cited = embedded_metadata(described, address=here + path, **files)
            references = reverse("citation", args=[report.pk, "ris"])
            graph = [
                linked_data(described, address=here + path, home=home, region=report.region, **files),
                *([_crumbs(report.region, here)] if report.region and described.is_sure("region") else []),
            ]
        case "saved":
            path = context["saved"].address
        case _ if "research" in context:
            frame = context["research"]
            path, title = frame.address, frame.cited.title
    return Head(
        canonical=here + path,
        title=one_line(title),
        description=description,
        kind=kind,
        feeds=tuple(feeds),
        # Every question is a page of its own: no end of them for a search engine.
        is_listed=name not in ("saved", "compare", "compare-with") and not ("research" in context and request.GET),
        known=data_block({"@context": "https://schema.org", "@graph": graph}) if graph else "",
        cited=cited,
        references=references,
    )


def data_block(value: Mapping[str, Any]) -> SafeString:
    """Return ``value`` as a block of JSON-LD, which no browser runs: the policy against inline script stands.

    This is the one place that uses mark_safe. HTML escapes would be read literally here, so _ESCAPES do their work, as in
    Django's json_script.
    """
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def _region_path(region: Region, parameters: Mapping[str, str]) -> str:
    named = {name: parameters[name] for name in (*REGION_FILTERS, "page") if parameters.get(name)}
    if named.get("page") == "1":
        del named["page"]
    return with_parameters(region.get_absolute_url(), named)


def _website(here: str) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": NAME,
        "url": here + address_of("home"),
        "inLanguage": "zh-Hans",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{here}{address_of('search')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def _crumbs(region: Region, here: str) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": unit.name, "item": here + unit.get_absolute_url()}
            for place, unit in enumerate(region.path, 1)
        ],
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """``page``: the name of the address, "" for none. ``theme``: light, dark or "". ``address``: path and parameters."""

    page: str
    theme: str
    address: str
    languages: tuple[LanguageLink, ...]
    offered: LanguageLink | None


def page_frame(request: HttpRequest) -> Frame:
    """Return the frame of a request; the theme is "" where its middleware has not run."""
    return Frame(
        page_name(request),
        getattr(request, "theme", ""),
        request.get_full_path(),
        tuple(language_links(request)),
        offered_language(request),
    )


def page_name(request: HttpRequest) -> str:
    """Return the name of the page's address, "" where none matched."""
    match = getattr(request, "resolver_match", None)
    return (match and match.url_name) or ""


def page_language() -> str:
    """Return the ``lang`` of the page: zh-Hans, zh-Hant or en."""
    return TAGS.get(get_language() or "", "zh-Hans")
