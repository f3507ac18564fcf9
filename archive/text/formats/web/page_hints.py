"""The page's own values: meta elements, linked data, its headline, the address it was saved from."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import htmldate
from lxml import etree

from archive.text.formats.extracted import PageHints
from archive.text.titles.refused import is_column
from archive.text.titles.site import cut_at_line, decoded, is_site, letters, site_behind
from search.fold import fold

_BLANKS = re.compile(r"\s+")
_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[-_|—–·>»]++\s*")
# Browsers note the address of a page that they save: <!-- saved from url=(0027)http://... -->
_SAVED_FROM = re.compile(r"<!--\s{0,4}saved from url=\(\d{1,6}\)(https?://[^\s<>\"]{4,1000})")
_ADDRESS = re.compile(r"^(?:https?:)?//[^\s<>\"]{4,1000}$")
# Names of the government site standard (国办发〔2017〕47号) first, then Open Graph, schema.org and Dublin Core.
_TITLES = ("articletitle", "og:title", "twitter:title")
_SITES = ("sitename", "og:site_name", "application-name")
_DATES = (
    "pubdate", "publishdate", "article:published_time", "og:published_time", "bytedance:published_time",
    "weibo:article:create_at", "datepublished", "firstpublishedtime", "date", "dc.date", "dcterms.date",
    "dc.date.issued", "dcterms.issued", "og:release_date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "weibo:article:author")
_SOURCES = ("contentsource", "source", "dc.source", "mediaid")
_MAX_LINKED_DATA = 200_000
_MAX_HTMLDATE = 2_000_000  # characters; beyond it the guess costs seconds and gets no better


def read_hints(root: etree._Element, html: str) -> PageHints:
    """Return the page's hints. ``html`` is its source, ``root`` the same parsed, scripts still in it."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        metas.setdefault(name, _line(meta.get("content")))
    linked = _linked_data(root)

    def first(names: tuple[str, ...]) -> str:
        return next((metas[name] for name in names if metas.get(name)), "")

    page_title = _line(root.findtext(".//head/title") or root.findtext(".//title"))
    headlines = [_line(headline.text_content()) for headline in root.iter("h1")]
    title = (
        first(_TITLES) or next((h for h in headlines if h and h in page_title), "") or _own_title(page_title, headlines)
    )
    site_name = first(_SITES)
    # What stands behind a line of the page is its column and its site.
    if (alone := cut_at_line(title, _beginnings(root, title))) and alone != title:
        title, site_name = alone, site_name or site_behind(title)
    elif not site_name and title and title != page_title and page_title.startswith(title):
        site_name = _SEPARATOR.split(page_title[len(title) :])[-1].strip()
    hints = PageHints(
        title=title,
        site_name=site_name,
        date=first(_DATES) or linked.get("datePublished", "") or _time_of_publication(root),
        author=first(_AUTHORS) or linked.get("author", ""),
        source=first(_SOURCES),
        url=_address(root, metas, html),
    )
    return hints if hints.date else replace(hints, **_guessed_date(root, html))


def _line(words: str | None) -> str:
    return decoded(_BLANKS.sub(" ", words or "").strip())


def _beginnings(root: etree._Element, title: str) -> set[str]:
    """Return the letters of the page's short texts with which ``title`` begins; the title element is none of them."""
    return {
        letters(words.strip())
        for element in root.iter(etree.Element)
        for words in (element.text if element.tag != "title" else "", element.tail)
        if words and title.startswith(words.strip()) and words.strip()
    }


def _own_title(page_title: str, headlines: list[str]) -> str:
    """Return the page's title; its one headline where the title is only the name of the site or 新闻详情."""
    is_generic = is_site(page_title) or is_column(fold(page_title))
    return headlines[0] if is_generic and len(headlines) == 1 and headlines[0] else page_title


def _address(root: etree._Element, metas: dict[str, str], html: str) -> str:
    canonical = [
        link.get("href", "") for link in root.iter("link") if link.get("rel", "").strip().lower() == "canonical"
    ]
    stated = (metas.get("url", ""), metas.get("og:url", ""), *canonical)
    saved = _SAVED_FROM.search(html[:4000])
    for address in (*stated, saved[1] if saved else ""):
        if _ADDRESS.match(address.strip()):
            return address.strip()
    # Addresses within the site still hold its dates.
    return next((address.strip() for address in stated if address.strip().startswith("/")), "")


def _linked_data(root: etree._Element) -> dict[str, str]:
    """Return datePublished and author of the first schema.org article in the page's JSON-LD; {} without one."""
    for script in root.iter("script"):
        words = script.text or ""
        if "ld+json" not in script.get("type", "").lower() or len(words) > _MAX_LINKED_DATA:
            continue
        try:
            linked = json.loads(words)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(linked):
            if isinstance(date := node.get("datePublished"), str):
                author = node.get("author")
                author = author[0] if isinstance(author, list) and author else author
                name = author.get("name") if isinstance(author, dict) else author
                return {"datePublished": _line(date), "author": _line(name) if isinstance(name, str) else ""}
    return {}


def _nodes(linked: Any) -> list[dict[str, Any]]:
    found = linked if isinstance(linked, list) else [linked]
    nodes = [node for node in found[:50] if isinstance(node, dict)]
    for node in list(nodes):
        inner = node.get("@graph")
        nodes += [each for each in inner[:50] if isinstance(each, dict)] if isinstance(inner, list) else []
    return nodes


def _time_of_publication(root: etree._Element) -> str:
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("itemprop", "").lower() == "datepublished":
            return _line(element.get("datetime") or element.get("content") or element.text_content())
        if element.tag == "time" and element.get("pubdate") is not None:
            return _line(element.get("datetime") or element.text_content())
    return ""


def _guessed_date(root: etree._Element, html: str) -> dict[str, str]:
    """Return htmldate's guess, which is only a rival, without its clock: the caller refuses future days."""
    if len(html) > _MAX_HTMLDATE:
        return {}
    try:
        guess = htmldate.find_date(root, extensive_search=False, original_date=True, max_date="2100-01-01")
    except Exception:  # after any error: it was only a guess
        guess = None
    return {"weak_date": guess, "weak_date_rule": "htmldate"} if guess else {}
