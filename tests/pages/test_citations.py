"""References in four formats: what they say, and that no value breaks out of its field."""

from datetime import date
from itertools import accumulate

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from archive.exporting.citation import apa, bibtex_entry, chicago, gb7714, plain, ris_entry
from archive.exporting.citation.description import is_person
from archive.models import Report, Source
from archive.text.dates import PartialDate

ADDRESS = "https://jiceng.example/reports/7/"
ACCESSED = date(2026, 11, 22)


def a_report(iso: str = "2021-08-16", **fields) -> Report:
    report = Report(pk=7, **{"title": "一村一策，先治病根", "author": "区委组织部", "kind": "experience", **fields})
    report.source = Source(name="陇中党建通讯")
    report.partial_date = PartialDate.from_iso(iso) if iso else None
    return report


def cited(form, report) -> str:
    return form(report, address=ADDRESS, accessed=ACCESSED)


def test_the_national_standard_writes_author_title_source_date_access_and_address():
    assert cited(gb7714, a_report()) == (
        "区委组织部. 一村一策，先治病根[EB/OL]. 陇中党建通讯, (2021-08-16)[2026-11-22]. 基层文库: https://jiceng.example/reports/7/."
    )


def test_the_national_standard_names_three_authors_and_says_that_there_are_more():
    assert cited(gb7714, a_report(author="甲一、乙二、丙三、丁四")).startswith("甲一, 乙二, 丙三, 等. ")


def test_an_unknown_year_is_left_out_and_not_estimated():
    undated = a_report("", content_years=[2020])
    assert "陇中党建通讯[2026-11-22]" in cited(gb7714, undated)
    assert "2020" not in cited(bibtex_entry, undated) + cited(ris_entry, undated) + cited(plain, undated)
    assert "日期未注明" in cited(bibtex_entry, undated)
    assert "日期未注明" in cited(ris_entry, undated)
    assert "日期未注明" in cited(plain, undated)


def test_a_title_that_the_archive_made_stands_in_square_brackets():
    assert "[按照市委部署][EB/OL]" in cited(gb7714, a_report(title="按照市委部署", is_working_title=True))


def test_a_footnote_reads_as_a_sentence():
    assert cited(plain, a_report("2019-11")) == (
        "区委组织部：《一村一策，先治病根》，陇中党建通讯，2019年11月（日未注明），基层文库，"
        "https://jiceng.example/reports/7/，2026年11月22日查阅。"
    )


@pytest.mark.parametrize(
    ("iso", "year", "day"),
    [("2021-08-16", "2021", "2021/08/16/"), ("2021-08", "2021", "2021/08//"), ("2021", "2021", None)],
)
def test_ris_gives_a_date_as_far_as_it_is_known(iso, year, day):
    (entry,) = rispy.loads(cited(ris_entry, a_report(iso)))
    assert (entry["year"], entry.get("date")) == (year, day)


def test_bibtex_names_the_outlet_as_styles_and_as_zotero_read_it():
    entry = cited(bibtex_entry, a_report())
    for name in ("organization", "booktitle"):
        assert f"  {name:<12} = {{陇中党建通讯}}," in entry


def test_english_readers_get_apa_and_chicago():
    assert cited(apa, a_report()) == (
        "区委组织部. (2021, August 16). 一村一策，先治病根. 陇中党建通讯. Jiceng Archive (基层文库). "
        "https://jiceng.example/reports/7/"
    )
    assert cited(chicago, a_report()) == (
        "区委组织部. “一村一策，先治病根.” 陇中党建通讯, August 16, 2021. Jiceng Archive (基层文库). "
        "https://jiceng.example/reports/7/."
    )


def test_english_forms_name_each_author_and_begin_with_the_title_without_one():
    assert cited(apa, a_report(author="甲一、乙二、丙三")).startswith("甲一, 乙二, & 丙三. (2021")
    assert cited(chicago, a_report(author="甲一、乙二")).startswith("甲一 and 乙二. “")
    assert cited(chicago, a_report(author="甲一、乙二、丙三")).startswith("甲一, 乙二, and 丙三. “")
    assert cited(apa, a_report(author="")).startswith("一村一策，先治病根. (2021, August 16). 陇中")
    assert cited(chicago, a_report(author="")).startswith("“一村一策")


def test_english_forms_say_when_an_undated_report_was_read():
    assert "(n.d.)" in cited(apa, a_report(""))
    assert "Retrieved November 22, 2026, from https://" in cited(apa, a_report(""))
    assert "Accessed November 22, 2026. https://" in cited(chicago, a_report(""))


@pytest.mark.parametrize("form", [apa, bibtex_entry, chicago, gb7714, plain, ris_entry])
def test_every_citation_of_a_sample_says_that_it_is_made_up(form):
    assert "示例，非史料" in cited(form, a_report(is_sample=True))
    assert "示例" not in cited(form, a_report())


def test_english_citations_of_a_sample_say_so_in_english():
    assert "made-up sample" in cited(apa, a_report(is_sample=True))
    assert "made-up sample" in cited(chicago, a_report(is_sample=True))


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("石晓棠", True), ("欧阳修远", True), ("阿合买提江", True), ("李华", True), ("John Smith", True),
        ("区委组织部", False), ("本刊记者", False), ("中共定西市委", False), ("方志办", False), ("课题组", False), ("马店村", False),
    ],
)  # fmt: skip
def test_a_person_is_told_from_an_office(name, person):
    assert is_person(name) is person


def test_ris_names_each_author_and_the_address():
    (entry,) = rispy.loads(cited(ris_entry, a_report(author="纪春山　朱晓禾")))
    assert entry["authors"] == ["纪春山", "朱晓禾"]
    assert entry["urls"] == [ADDRESS]
    assert entry["access_date"] == "2026/11/22/"


anything = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40)


@given(anything, anything)
def test_nothing_in_a_value_begins_another_line_of_ris(words, name):
    report = a_report(title=f"甲{words}\r\nER  - \r\nTY  - JOUR", author=name)
    assert len(rispy.loads(cited(ris_entry, report))) == 1
    tags = [line[:6] for line in cited(ris_entry, report).split("\r\n") if line]
    assert tags.count("ER  - ") == tags.count("TY  - ") == 1
    assert all(tag[2:] == "  - " for tag in tags)


@given(anything)
def test_the_braces_of_bibtex_are_balanced_whatever_a_title_holds(words):
    entry = cited(bibtex_entry, a_report(title=f"}}{words}{{\\", author=words))
    depths = list(accumulate((c == "{") - (c == "}") for c in entry[entry.index("{") :].rstrip()))
    assert depths[-1] == 0
    assert min(depths[:-1]) > 0
    assert entry.startswith("@online{jiceng7,")


def test_what_tex_would_obey_is_written_as_a_character():
    assert r"\textbackslash{}input\textbraceleft{}a\textbraceright{} 50\% \& \#1" in cited(
        bibtex_entry, a_report(title=r"\input{a} 50% & #1")
    )


@given(anything)
def test_every_reference_but_an_entry_is_one_line(words):
    report = a_report(title=words, author=words)
    assert "\n" not in cited(gb7714, report) + cited(plain, report)
