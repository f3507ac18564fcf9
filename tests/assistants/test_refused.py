"""What the tools refuse, and how: with a sentence, whatever is asked and whatever fails; and what no log tells."""

from __future__ import annotations

import json
import shutil

import hypothesis
import pytest
from django.utils.translation import override
from hypothesis import strategies as st

from search.engine import get_engine
from tests.counting import use_away_engine

pytest.importorskip("mcp", reason="mcp is not installed: make mcp")

from archive.assistants.tools import FAULT, NO_DATABASE, NO_INDEX, TOOLS, run_tool
from tests.assistants.conversing import call, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("search", {"q": "整顿"}), ("check_quotation", {"text": "各级书记带头讲党课"})],
)
def test_an_index_that_is_gone_or_away_is_an_error_and_never_an_empty_answer(
    report, settings, monkeypatch, name, arguments
):
    use_away_engine(monkeypatch).away |= {"search", "search_many"}
    assert "这不等于没有找到" in run_tool(name, arguments).content["error"]
    monkeypatch.undo()
    get_engine.cache_clear()
    shutil.rmtree(settings.INDEX_DIR)
    answer = run_tool(name, arguments)
    assert answer.is_error
    assert "这不等于没有找到" in answer.content["error"]


def test_a_fault_of_the_program_is_an_error_that_tells_nothing_of_it(report, monkeypatch, caplog):
    def fail(*arguments, **options):
        raise ZeroDivisionError("geheim")

    monkeypatch.setattr("archive.assistants.reading.numbered_lines", fail)
    answer = run_tool("read", {"report": report.pk})
    assert answer.is_error
    assert answer.content["error"].startswith("程序出错")
    assert "read failed" in caplog.text


def test_sentences_are_chinese_whatever_language_the_command_speaks(report):
    with override("en"):
        assert "类别（kind）只能是" in run_tool("search", {"kind": "x"}).content["error"]


def test_no_log_names_what_was_asked(report, caplog):
    with caplog.at_level("DEBUG"):
        call("search", q="不可告人的检索词")
        call("check_quotation", text="不可告人的一段引文")
        refused("search", q="甲", kind="不可告人的类别")
        refused("unbekannt", text="不可告人的参数")
    assert "不可告人" not in caplog.text


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**30) | st.floats() | st.text(st.characters(), max_size=20)
    | st.sampled_from(["整顿软弱涣散党组织", "R", "/reports/R/", "定西", "\0" * 9, "\ud800甲乙丙丁", "9" * 30, "“”" * 90]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
_NAMES = sorted({name for tool in TOOLS for name in tool.schema["properties"]} | {"\ud800"})


@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], max_examples=40)
@hypothesis.given(
    st.sampled_from([tool.name for tool in TOOLS]), st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=4)
)
def test_whatever_the_arguments_are_the_tool_answers_or_refuses_with_a_sentence(report, name, arguments):
    said = json.loads(json.dumps(arguments).replace('"R"', str(report.pk)).replace("/R/", f"/{report.pk}/"))
    answer = run_tool(name, said)
    json.dumps(answer.content, ensure_ascii=False, allow_nan=False).encode("utf-8")
    if answer.is_error:
        assert answer.content["error"].endswith(("。", "？"))
        assert answer.content["error"] not in (FAULT, NO_DATABASE, NO_INDEX), said


def test_a_number_of_thousands_of_digits_is_refused(report):
    assert "参数 report 须是文字或数字" in run_tool("read", {"report": 10**5000}).content["error"]
    assert (
        "须写明 report"
        in run_tool("check_quotation", {"text": "软弱涣散党组织", "report": "9" * 5000}).content["error"]
    )
    assert "参数 start 须是文字或数字" in run_tool("read", {"report": report.pk, "start": 10**5000}).content["error"]


def test_an_unknown_tool_is_refused_with_those_that_there_are(report):
    assert "search、read、cite、check_quotation、regions" in refused("delete_report", report=1)
    assert len(TOOLS) == 5
