"""Parts of pages that Jinja draws: whatever they are given is escaped, and nothing is left out in silence."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import jinja2
import pytest
from django.template import Context, Template, engines
from django.utils import translation
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from archive.layout.runs import marked_runs
from archive.models import Region, Report, Source
from archive.rendering.parts import counted, escaped, part
from archive.searching.facets import Chip, Facet, FacetLink
from archive.searching.results import Entry, Excerpt
from archive.web.routes import address_of
from search.highlight import Mark

#: Whatever HTML may hold as text.
_WORDS = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(str.strip)
_HOSTILE = "\"><script>alert(1)</script>'&amp;"


def entry_of(title: str, source: str, excerpt: str) -> Entry:
    report = Report(pk=7, title=title, date=date(2021, 8, 16), date_precision="day")
    report.region = Region(code="620000", name=source, short=source, level="province")
    report.source = Source(name=source)
    marks = [Mark(0, 1, 0)]
    return Entry(1, report, 0.0, marked_runs(title, marks), (Excerpt(marked_runs(excerpt, marks)),), 3, (4, 8))


@settings(deadline=None)  # the first example compiles the parts
@given(_WORDS, _WORDS, _WORDS)
def test_an_entry_says_what_it_is_given_and_nothing_else(title, source, excerpt):
    entry = part("report.entry", entry=entry_of(title, source, excerpt), query="", near=None)
    drawn = html.fragment_fromstring(part("report.numbered", entries=[(1, entry)]))
    assert {each.tag for each in drawn.iter()} <= {"li", "span", "div", "h3", "a", "p", "mark", "svg", "path", "wbr"}
    assert drawn.xpath("string(.//h3)") == title
    assert drawn.xpath("string(.//div[@class='excerpts'])").strip() == excerpt.strip()
    assert [each.text for each in drawn.xpath(".//p[@class='meta']/span")][2:3] == [source]


@settings(deadline=None)  # the first example compiles the parts
@given(_WORDS, _WORDS)
def test_a_facet_says_what_it_is_given_and_nothing_else(label, address):
    links = (FacetLink(label, 1234, address, without=address),)
    drawn = html.fragment_fromstring(
        part("facets.facet", facet=Facet("source", label, links, links, unnamed=2)), create_parent=True
    )
    tags = {each.tag for each in drawn.iter()}
    assert tags == {"div", "section", "h2", "ul", "li", "a", "span", "details", "summary", "p"}
    assert {link.get("href") for link in drawn.iter("a")} == {address}
    assert drawn.xpath("string(.//h2)") == label


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("lists.chips", {"chips": [Chip(_HOSTILE, _HOSTILE, _HOSTILE)]}),
        ("report.places", {"region": Region(code="621100", name=_HOSTILE, short=_HOSTILE)}),
        ("remarks.offers", {"lead": _HOSTILE, "offers": []}),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_no_part_lets_markup_through_in_any_language(name, values, language):
    with translation.override(language):
        drawn = part(name, **values)
    assert "<script" not in drawn
    assert "&lt;script" in drawn


def test_a_part_in_a_page_is_escaped_once():
    template = Template('{% load part_tags %}{% part "report.places" region=region %}')
    drawn = template.render(Context({"region": Region(code="620000", name="<甘肃>", short="甘肃")}))
    assert drawn == '<span class="place">&lt;甘肃&gt;</span>'


def test_no_part_declares_anything_safe():
    environment = engines["parts"].env
    for name in environment.list_templates():
        source = environment.loader.get_source(environment, name)[0]
        assert "|safe" not in source.replace(" ", ""), name
        assert "autoescape" not in source, name
    assert environment.autoescape is True


@given(_WORDS | _WORDS.map(SafeString) | _WORDS.map(Markup) | st.integers() | st.floats() | st.none())
def test_values_are_escaped_as_django_escapes_them(value):
    assert escaped(value) == conditional_escape(value)


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "夹签"), ("zh-hant", "夾籤"), ("en", "Save")])
def test_a_part_speaks_the_language_of_each_page_it_is_drawn_for(language, said):
    for spoken in ("en", language):
        with translation.override(spoken):
            drawn = part("report.save", report=SimpleNamespace(pk=7, title="题"))
    assert f'rel="nofollow">{said}<span' in drawn


def test_a_name_that_is_missing_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        part("report.save")
    with pytest.raises(AttributeError):
        part("report.save", report=SimpleNamespace())


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("zh-hans", 1234, "1,234 篇"), ("en", 1, "1 report"), ("en", 1234, "1,234 reports")],
)
def test_a_sentence_takes_the_form_that_its_count_asks_for(language, count, said):
    with translation.override(language):
        assert counted("%(number)s 篇", count) == said


def test_addresses_follow_the_place_that_the_archive_is_served_at():
    from django.urls import set_script_prefix

    assert address_of("report", 7) == "/reports/7/"
    set_script_prefix("/wenku/")
    try:
        assert address_of("report", 7) == "/wenku/reports/7/"
    finally:
        set_script_prefix("/")


def test_what_was_escaped_stays_as_django_escapes_it():
    assert html.fromstring(str(part("report.places", region=Region(code="620000", name="'\"", short="")))).text == (
        html.fromstring(f"<span>{escape(chr(39) + chr(34))}</span>").text
    )
