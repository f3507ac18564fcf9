"""What a record says: the card of the one description, doubts with it, nothing guessed, and XML whatever the words hold."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as few
from hypothesis import strategies as st
from lxml import etree

from archive.harvest.elements import Element, document, leaf
from archive.models import Report
from archive.text.evidence import Candidate, Evidence

WORDS = "县委组织部关于“软弱涣散”整顿 & <b>的</b>通报"


@pytest.fixture
def report(make_report):
    return make_report(
        title=WORDS,
        region="621102",
        date="2021-08",
        source="陇中党建通讯",
        author="顾苇杭、县委组织部",
        kind="news",
        is_redacted=True,
        content_years=[2019, 2020],
        evidence={
            "title": Evidence(WORDS, "first-line", WORDS, 0.97).to_dict(),
            "date": Evidence(
                "2021-08", "labelled", "2021年8月", 0.6, (Candidate("2020", "body", "2020年", 0.3),), ("agreed",)
            ).to_dict(),
            "author": Evidence(None, "not-found").to_dict(),
        },
    )


def record(ask, report, prefix: str):
    return ask(verb="GetRecord", metadataPrefix=prefix, identifier=f"oai:testserver:reports/{report.pk}")


def dublin_core(ask, report) -> list[tuple[str, str]]:
    return [(each.tag.partition("}")[2], each.text) for each in record(ask, report, "oai_dc").all("//oai_dc:dc/*")]


def test_dublin_core_names_what_a_citation_knows(ask, report):
    here = "http://testserver"
    assert dublin_core(ask, report) == [
        ("title", WORDS), ("creator", "顾苇杭"), ("creator", "县委组织部"), ("description", "日期存疑，可能不对，请核对原件"),
        ("description", "正文有隐去"), ("publisher", "陇中党建通讯"), ("date", "2021-08"), ("type", "Text"), ("type", "新闻"), ("format", "text/plain"),
        ("identifier", f"{here}/reports/{report.pk}/"), ("source", f"{here}/reports/{report.pk}/original"), ("language", "zh-Hans"),
        ("relation", f"{here}/"), ("coverage", "甘肃省定西市安定区"), ("rights", f"{here}/about/archive/#rights"),
    ]  # fmt: skip


def test_our_own_format_tells_codes_precision_evidence_and_doubts(ask, report):
    answer = record(ask, report, "jiceng")
    (date,) = answer.all("//j:date")
    assert (date.text, dict(date.attrib)) == ("2021-08", {"precision": "month", "doubtful": "true"})
    assert answer.all("//j:region/@code | //j:unit/@code") == ["621102", "620000", "621100", "621102"]
    assert answer.all("//j:unit/@level") == ["province", "city", "county"]
    assert answer.all("//j:author/@type") == ["person", "organization"]
    assert answer.all("//j:title/@doubtful") == []
    assert answer.texts("//j:contentYear") == ["2019", "2020"]
    assert dict(answer.all("//j:text")[0].attrib) == {
        "redacted": "true", "truncated": "false", "damaged": "false", "recognised": "false",
    }  # fmt: skip
    (why,) = answer.all("//j:evidence[@field='date']")
    assert (why.get("rule"), why.get("confidence")) == ("labelled", "0.6")
    assert [each.text for each in why.iter("{*}value", "{*}quote", "{*}sign")] == [
        "2021-08", "2021年8月", "agreed", "2020", "2020年",
    ]  # fmt: skip
    assert answer.all("//j:evidence[@field='author']/@rule") == ["not-found"]
    assert answer.texts("//j:warning") == ["日期存疑，可能不对，请核对原件"]


def test_what_is_not_known_is_not_there(ask, make_report):
    bare = make_report(title="无题", kind="")
    assert {name for name, _ in dublin_core(ask, bare)} == {
        "title", "type", "format", "identifier", "source", "language", "relation", "rights",
    }  # fmt: skip
    answer = record(ask, bare, "jiceng")
    assert answer.all("//j:date | //j:region | //j:source | //j:kind | //j:author | //j:warning") == []


def test_candidates_of_an_unknown_field_are_candidates_and_no_value(ask, make_report):
    unsure = Evidence(None, "unsure", "", 0.4, (Candidate("621102", "head", "安定区", 0.4),)).to_dict()
    report = make_report(evidence={"region": unsure})
    answer = record(ask, report, "jiceng")
    assert answer.all("//j:region") == []
    assert answer.texts("//j:candidate[@field='region']") == ["621102"]
    assert answer.texts("//o:setSpec")[0] == "region:none"


def test_a_working_title_and_a_sample_are_marked(ask, make_report):
    report = make_report(title="关于整顿的样稿", is_sample=True, is_working_title=True)
    assert dublin_core(ask, report)[0] == ("title", "[关于整顿的样稿][示例，非史料]")
    assert "示例报告" in dict(dublin_core(ask, report))["description"]
    answer = record(ask, report, "jiceng")
    assert answer.all("//j:report/@sample | //j:title/@working") == ["true", "true"]
    assert answer.texts("//j:title | //j:citedTitle") == ["关于整顿的样稿", "[关于整顿的样稿][示例，非史料]"]


def test_what_was_masked_stays_masked(ask, make_report):
    report = make_report(title="**区XX镇的整顿", is_redacted=True)
    for prefix in ("oai_dc", "jiceng"):
        assert "**区XX镇的整顿" in record(ask, report, prefix).source


def test_the_text_of_a_report_is_in_no_record(ask, make_report):
    report = make_report(text="只在正文里的一句话。")
    for prefix in ("oai_dc", "jiceng"):
        assert "只在正文里" not in record(ask, report, prefix).source


_ANY = st.text(st.characters(), max_size=40)  # control characters, surrogates and noncharacters too


@few(max_examples=100)
@given(_ANY, _ANY)
def test_any_words_make_xml_that_gives_them_back(inside, attribute):
    from archive.exporting.feeds import xml_text

    root = Element("a", (leaf("b", inside, c=attribute), "", inside))
    tree = etree.fromstring(document(root).encode())
    assert (tree[0].text or "", tree[0].get("c")) == (xml_text(inside), xml_text(attribute))
    assert (tree[0].tail or "") == xml_text(inside)


@few(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=_ANY.filter(lambda text: text.encode("utf-8", "ignore").decode() == text and "\x00" not in text),
    confidence=st.floats(0, 1) | st.sampled_from([0, 1]),
)
def test_any_card_makes_records_that_keep_to_their_schemas(ask, report, words, confidence):
    rival = Candidate(words or "x", "body", words, confidence)
    why = Evidence(words or None, "labelled", words, confidence, (rival,), (words,)).to_dict()
    Report.objects.filter(pk=report.pk).update(
        title=words, author=words, evidence={"title": why, "region": why, "script": why}
    )
    for prefix in ("oai_dc", "jiceng"):
        record(ask, report, prefix)
