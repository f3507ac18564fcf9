"""The templates of pages: they escape all values, and a missing one is an error."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import jinja2
import pytest
from django.template import engines
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes
from lxml import html
from markupsafe import Markup

from archive.layout.runs import marked_runs
from archive.models import Region, Report, Source
from archive.rendering.environment import counted, render_macro
from archive.searching.facets import Facet, FacetLink
from archive.searching.list_choices import Chip
from archive.searching.results import Entry, Excerpt
from archive.web.addresses import address_of
from search.hits import Mark

#: Text that HTML may hold.
_WORDS = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(str.strip)
_HOSTILE = "\"><script>alert(1)</script>'&amp;"


def entry_of(title: str, source: str, excerpt: str) -> Entry:
    report = Report(pk=7, title=title, date=date(2021, 8, 16), date_precision="day")
    report.region = Region(code="620000", name=source, short=source, level="province")
    report.source = Source(name=source)
    marks = [Mark(0, 1, 0)]
    return Entry(1, report, 0.0, marked_runs(title, marks), (Excerpt(marked_runs(excerpt, marks)),), 3, (4, 8))


@settings(deadline=None)  # the first example compiles the templates
@given(_WORDS, _WORDS, _WORDS)
def test_an_entry_says_what_it_is_given_and_nothing_else(title, source, excerpt):
    entry = render_macro("report", "entry", entry=entry_of(title, source, excerpt), query="", folding=None)
    shown = html.fragment_fromstring(render_macro("report", "numbered", entries=[(1, entry)]))
    assert {each.tag for each in shown.iter()} <= {"li", "span", "div", "h3", "a", "p", "mark", "svg", "path", "wbr"}
    assert shown.xpath("string(.//h3)") == title
    assert shown.xpath("string(.//div[@class='excerpts'])").strip() == excerpt.strip()
    assert [each.text for each in shown.xpath(".//p[@class='meta']/span")][2:3] == [source]


@settings(deadline=None)  # the first example compiles the templates
@given(_WORDS, _WORDS)
def test_a_facet_says_what_it_is_given_and_nothing_else(label, address):
    links = (FacetLink(label, 1234, address, without=address),)
    shown = html.fragment_fromstring(
        render_macro("facets", "facet", facet=Facet("source", label, links, links, unnamed=2)), create_parent=True
    )
    tags = {each.tag for each in shown.iter()}
    assert tags == {"div", "section", "h2", "ul", "li", "a", "span", "details", "summary", "p"}
    assert {link.get("href") for link in shown.iter("a")} == {address}
    assert shown.xpath("string(.//h2)") == label


@pytest.mark.parametrize(
    ("file", "macro", "values"),
    [
        ("lists", "chips", {"chips": [Chip(_HOSTILE, _HOSTILE, _HOSTILE)]}),
        ("report", "meta", {"report": entry_of("题", _HOSTILE, "").report}),
        ("remarks", "offers", {"lead": _HOSTILE, "offers": []}),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_no_macro_lets_markup_through_in_any_language(file, macro, values, language):
    with translation.override(language):
        shown = render_macro(file, macro, **values)
    assert "<script" not in shown
    assert "&lt;script" in shown


def test_what_a_macro_escaped_is_escaped_once():
    lead = render_macro("remarks", "offers", lead="<甘肃>'\"", offers=[])
    page = _environment().from_string("{{ lead }}").render(lead=lead)
    assert page.strip() == '<span class="offers-lead">&lt;甘肃&gt;&#39;&#34;</span>'


def test_no_template_declares_anything_safe():
    environment = _environment()
    for name in environment.list_templates():
        source = environment.loader.get_source(environment, name)[0]
        assert "|safe" not in source.replace(" ", ""), name
        assert "autoescape" not in source, name
    assert environment.autoescape is True


def test_macros_say_nothing_outside_their_calls():
    """A sentence at the top of such a file would be cached in the language of the first page."""
    environment = _environment()
    for name in environment.list_templates(filter_func=lambda name: name.startswith("macros/")):
        for node in environment.parse(environment.loader.get_source(environment, name)[0]).body:
            is_text = isinstance(node, nodes.Output) and not list(node.find_all((nodes.Call, nodes.Name)))
            assert isinstance(node, nodes.Macro | nodes.Import) or is_text, (name, node.lineno)


def test_no_filter_stands_on_a_written_word():
    """Jinja works out such a filter once, in the language of that moment."""
    environment = _environment()
    for name in environment.list_templates():
        for node in environment.parse(environment.loader.get_source(environment, name)[0]).find_all(nodes.Filter):
            assert node.name == "urlencode" or not isinstance(node.node, nodes.Const), (name, node.lineno)


@given(_WORDS | _WORDS.map(SafeString) | _WORDS.map(Markup) | st.integers() | st.floats() | st.none())
def test_values_are_escaped_as_django_escapes_them(value):
    shown = _environment().from_string("{{ value }}").render(value=value)
    assert shown == conditional_escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "夹签"), ("zh-hant", "夾籤"), ("en", "Save")])
def test_a_macro_speaks_the_language_of_each_page_it_is_rendered_for(language, said):
    for spoken in ("en", language):
        with translation.override(spoken):
            shown = render_macro("report", "save", report=SimpleNamespace(pk=7, title="题"))
    assert f'rel="nofollow">{said}<span' in shown


def test_a_name_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        render_macro("report", "save")
    with pytest.raises(jinja2.UndefinedError):
        render_macro("report", "save", report=SimpleNamespace())


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("zh-hans", 1234, "1,234 篇"), ("en", 1, "1 report"), ("en", 1234, "1,234 reports")],
)
def test_a_sentence_takes_the_form_that_its_count_asks_for(language, count, said):
    with translation.override(language):
        assert counted("%(number)s 篇", count) == said


def test_values_in_a_counted_sentence_are_escaped():
    sentence = "第 %(page)s 页没有报告，全部 %(number)s 篇在前 %(pages)s 页。"
    assert "第 &lt;b&gt; 页" in counted(sentence, 3, page="<b>", pages=2)


def test_addresses_follow_the_place_that_the_archive_is_served_at():
    from django.urls import set_script_prefix

    assert address_of("report", 7) == "/reports/7/"
    set_script_prefix("/wenku/")
    try:
        assert address_of("report", 7) == "/wenku/reports/7/"
    finally:
        set_script_prefix("/")


def _environment() -> jinja2.Environment:
    return engines["pages"].env
