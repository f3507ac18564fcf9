"""What each tool answers to the official client: never a draft, never more than the API shows, and every doubt said."""

from __future__ import annotations

import pytest

from archive.models import ErasedReport, Report, Source
from archive.publishing.publish import withdraw_report
from archive.searching.form import SearchForm

pytest.importorskip("mcp", reason="mcp is not installed: make mcp")

from archive.assistants.tools import run_tool
from tests.assistants.conversing import TEXT, call, converse, refused

pytestmark = pytest.mark.django_db


def test_a_client_is_told_of_every_tool_and_of_each_argument_that_its_form_takes():
    async def talk(client):
        return (await client.list_tools()).tools, client.instructions

    told, instructions = converse(talk)
    assert [tool.name for tool in told] == ["search", "read", "cite", "check_quotation", "regions"]
    assert all(tool.annotations.read_only_hint and not tool.input_schema["additionalProperties"] for tool in told)
    assert "check_quotation" in instructions
    assert told[0].input_schema["properties"].keys() == SearchForm().fields.keys()


def test_a_search_answers_with_card_address_and_excerpts(report):
    answer = call("search", q="软弱涣散 整顿", region=["62"], year=2021, kind="news")
    assert (answer["total"], answer["page"], answer["size"]) == (1, 1, 10)
    (hit,) = answer["reports"]
    assert (hit["report"], hit["title"], hit["date"], hit["source"]) == (
        report.pk,
        report.title,
        "2021-08-16",
        "陇中晨讯",
    )
    assert hit["address"] == f"http://127.0.0.1:8000/reports/{report.pk}/"
    assert hit["region"]["path"] == ["甘肃省", "定西市"]
    assert "软弱涣散党组织" in hit["excerpts"][0]
    assert "<" not in hit["excerpts"][0]
    assert answer["terms"] == [{"term": "软弱涣散", "reports": 1}, {"term": "整顿", "reports": 1}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"q": "甲", "kind": "novel"}, "类别（kind）只能是"),
        ({"year": "二〇二一年级"}, "年份（year）须写作 2021"),
        ({"size": 101}, "每页篇数（size）须是 1 到 100"),
        ({"region": ["99"]}, "没有“99”"),
        ({"query": "甲"}, "没有“query”这个参数"),
        ({"q": {"text": "甲"}}, "参数 q 须是文字或数字"),
        ({"q": "字" * 401}, "检索式最长400字"),
        ({"q": "字" * 10_001}, "参数 q 太长"),
        ({"not": "quality"}, "排除（not）写作"),
    ],
)
def test_a_search_is_checked_by_the_form_of_the_page_and_refused_with_its_sentence(report, arguments, words):
    assert words in refused("search", **arguments)


def test_what_is_no_character_asks_as_a_question_mark(report):
    assert run_tool("search", {"q": "\ud800\udfff整顿"}).is_error is False
    assert run_tool("check_quotation", {"text": "\ud800软弱涣散党组织"}).content["verdict"] in ("near", "not_found")


def test_every_doubt_of_a_report_is_said_in_each_answer(make_report, report):
    sample = make_report(text="示例里才有的一句话。", is_sample=True, is_working_title=True)
    Report.objects.filter(pk=report.pk).update(doubtful="date region")
    said = ["日期、地区存疑，可能不对，请核对原件。", "原件不完整", "有隐去之处", "有缺字"]
    answers = [
        call("search", q="软弱涣散")["reports"][0],
        call("read", report=report.pk),
        call("cite", report=report.pk),
        call("check_quotation", text="整顿软弱涣散党组织")["passages"][0]["source"],
    ]
    for answer in answers:
        assert {*answer["doubts"]} == {"date", "region"}
        assert (answer["redacted"], answer["truncated"], answer["damaged"]) == (True, True, True)
        assert all(any(words in sentence for sentence in answer["warnings"]) for words in said), answer["warnings"]
    read = call("read", report=sample.pk)
    assert read["sample"]
    assert "示例报告，为试用本库而写，不是史料。" in read["warnings"]
    assert any("拟成" in sentence for sentence in read["warnings"])
    assert "示例，非史料" in call("cite", report=sample.pk, format="gb7714")["references"]["gb7714"]
    passage = call("check_quotation", text="示例里才有的一句话")["passages"][0]["source"]
    assert passage["sample"]
    assert "示例报告，为试用本库而写，不是史料。" in passage["warnings"]
    assert call("check_quotation", text="示例里才有的一句话", report=sample.pk)["passages"][0]["source"]["sample"]


def test_recognised_text_is_said(report):
    type(report.original).objects.filter(pk=report.original_id).update(recogniser="ppocr-4")
    for answer in (call("search", q="软弱涣散")["reports"][0], call("read", report=report.pk)):
        assert answer["recognised"]
        assert any("文字识别" in sentence for sentence in answer["warnings"])


def test_a_report_is_read_by_the_lines_of_its_page(report):
    answer = call("read", report=report.pk)
    assert [(line["kind"], line["number"]) for line in answer["lines"]] == [
        ("heading", 1), ("paragraph", 1), ("paragraph", 2),
    ]  # fmt: skip
    assert "\n".join(line["text"] for line in answer["lines"]) == TEXT
    assert (answer["next_start"], answer["paragraphs"], answer["characters"]) == (None, 2, len(TEXT))
    assert (
        call("read", report=f"http://127.0.0.1:8000/reports/{report.pk}/?q=x", paragraph=2)["lines"][0]["number"] == 2
    )


def test_a_long_report_is_read_in_parts_and_nothing_is_lost(make_report):
    text = "\n".join(["第一句。" * 300, "", "　二、做法", "短。", "长" * 2300, *("行。" for _ in range(520)), "末句。"])
    report = make_report(text=text)
    heard, start, parts = "", 0, 0
    while start is not None:
        answer = call_directly("read", report=report.pk, start=start, characters=1000)
        assert sum(len(line["text"]) for line in answer["lines"]) <= 1000
        for line in answer["lines"]:
            heard += line["text"] + ("" if line.get("goes_on") else "\n")
        start, parts = answer["next_start"], parts + 1
    assert heard.split() == text.split()
    assert parts == 6


def call_directly(name: str, /, **arguments):
    answer = run_tool(name, arguments)
    assert not answer.is_error, answer.content
    return answer.content


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "须写明 report"),
        ({"report": True}, "须写明 report"),
        ({"report": "第七篇"}, "须写明 report"),
        ({"report": 999}, "没有第 999 号报告"),
        ({"report": "R", "paragraph": 9}, "只到第 2 段"),
        ({"report": "R", "start": 5000}, "没有第 5000 字"),
        ({"report": "R", "characters": 20_001}, "字数（characters）须是 500 到 20000"),
    ],
)
def test_a_wrong_place_to_read_is_refused_with_a_sentence(report, arguments, words):
    arguments = {name: report.pk if value == "R" else value for name, value in arguments.items()}
    assert words in run_tool("read", arguments).content["error"]


def test_drafts_discarded_withdrawn_and_erased_reports_are_told_as_the_api_tells_them(make_report, client):
    draft = make_report(text="草稿里才有的一句话。", title="草稿题名", status="draft")
    discarded = make_report(text="弃置里才有的一句话。", status="discarded")
    gone = make_report(text="撤回的一句话原来在这里。")
    withdraw_report(gone)
    ErasedReport.objects.create(report_id=777, reason="当事人要求")
    for number in (draft.pk, discarded.pk, gone.pk, 777, 778):
        told = client.get(f"/api/v1/reports/{number}").json()["error"]
        for name, more in (("read", {}), ("cite", {}), ("check_quotation", {"text": "草稿里才有的一句话"})):
            said = run_tool(name, {"report": number, **more}).content["error"]
            assert said == told
            assert "草稿里才有" not in said
    for words in ("草稿里才有的一句话", "弃置里才有的一句话", "撤回的一句话原来在这里"):
        assert call_directly("check_quotation", text=words)["verdict"] == "not_found"
        assert call_directly("search", q=f'"{words}"')["total"] == 0


def test_a_source_of_drafts_alone_is_not_told(make_report):
    Source.objects.create(name="无稿之源")
    make_report(status="draft", source="草稿之源")
    assert "没有“草稿之源”" in run_tool("search", {"source": ["草稿之源"]}).content["error"]


def test_a_reference_is_that_of_the_page(report, client):
    answer = call("cite", report=report.pk)
    assert answer["references"].keys() == {"gb7714", "plain", "apa", "chicago", "bibtex", "ris"}
    assert f"/reports/{report.pk}/" in answer["references"]["gb7714"]
    assert call("cite", report=report.pk, format="ris")["references"].keys() == {"ris"}
    assert "format 只能是" in refused("cite", report=report.pk, format="mla")


def test_a_name_of_a_place_leads_to_codes_that_a_search_takes(report, regions):
    answer = call("regions", name="定西")
    first = answer["regions"][0]
    assert (first["code"], first["full_code"], first["path"], first["reports"]) == (
        "6211",
        "621100",
        ["甘肃省", "定西市"],
        1,
    )
    assert call("search", region=[first["code"]])["total"] == 1
    assert call("regions", name="没有这个地方")["regions"] == []
    assert "须写明 name" in refused("regions")


@pytest.mark.parametrize(
    ("typed", "verdict", "words"),
    [
        ("“整顿软弱涣散党组织二百七十九个”", "exact", "一字不差：见第 {0} 号报告第 1 段。"),
        ("整頓軟弱渙散黨組織二百七十九個", "same_but_for_form", "繁简或异体 7 处"),
        ("成效明显。安定区**乡党委", "same_but_for_form", "换行 1 处"),
        ("整顿软弱涣散党组织二百七十六个", "near", "差 1 字：见第 {0} 号报告第 1 段。这不是原话"),
        ("安定区大山乡党委逐村施策", "near", "这不是原话，不要当作引文"),
        ("安定区**乡党委逐村施策", "exact", "其中有隐去或缺字的符号，所代的原字不明"),
        ("定西市整顿软弱涣散党组织", "exact", "号报告的题名"),
        ("各级书记带头讲党课", "not_found", "没有找到：馆藏里没有这段话"),
        ("全市整顿……成效明显", "not_found", "引文里有省略号：请把前后的话分开来查。"),
    ],
)
def test_a_quotation_gets_a_verdict_that_cannot_be_misread(report, typed, verdict, words):
    answer = call_directly("check_quotation", text=typed)
    assert answer["verdict"] == verdict
    assert words.format(report.pk) in answer["conclusion"]
    assert bool(answer["passages"]) == (verdict != "not_found")


def test_a_quotation_may_be_looked_for_in_one_report(report, make_report):
    other = make_report(text="另一篇：整顿软弱涣散党组织三百个。")
    assert call("check_quotation", text="党组织二百七十九个")["passages"][0]["source"]["report"] == report.pk
    answer = call("check_quotation", text="党组织二百七十九个", report=other.pk)
    assert (answer["verdict"], answer["searched"]) == ("not_found", f"第 {other.pk} 号报告")
    assert "须写明 text" in refused("check_quotation")
    assert "引文至少 5 字" in refused("check_quotation", text="“党”")
