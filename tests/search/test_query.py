"""The query language: lenient in input, strict in meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import QueryError
from search.fold import fold
from search.invisible import without_invisible
from search.query import (
    MAX_LENGTH,
    And,
    Everything,
    Not,
    Or,
    Term,
    parse_query,
    query_text,
)


def root(text):
    return parse_query(text).root


A, B, C = Term("甲"), Term("乙"), Term("丙")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("甲 乙", And((A, B))),
        ("甲　乙", And((A, B))),
        ("甲 AND 乙", And((A, B))),
        ("甲 OR 乙", Or((A, B))),
        ("甲 ＯＲ 乙", Or((A, B))),
        ("甲|乙", Or((A, B))),
        ("甲 乙 OR 丙", Or((And((A, B)), C))),
        ("(甲 OR 乙) 丙", And((Or((A, B)), C))),
        ("（甲 OR 乙）丙", And((Or((A, B)), C))),
        ("甲 -乙", And((A, Not(B)))),
        ("甲 －乙", And((A, Not(B)))),
        ("甲 NOT 乙", And((A, Not(B)))),
        ("-甲", Not(A)),
        ("-(甲 乙)", Not(And((A, B)))),
        ("-(-甲)", Not(Not(A))),
        ('"甲 乙"', Term("甲 乙")),
        ("“甲 乙”", Term("甲 乙")),
        ("”甲 乙“", Term("甲 乙")),
        ("「甲 乙」", Term("甲 乙")),
        ("『甲“乙”』", Term("甲“乙”")),
        ('-"甲 乙"', Not(Term("甲 乙"))),
        (r'"甲\"乙"', Term('甲"乙')),
        (r'"甲\\"', Term("甲\\")),
        (r'"甲\n"', Term("甲\\n")),
        ("甲“乙”丙", And((A, B, C))),
        ("标题:甲", Term("甲", "title")),
        ("標題：甲", Term("甲", "title")),
        ("TITLE:甲", Term("甲", "title")),
        ("正文:甲", Term("甲", "body")),
        ("来源: 甲", Term("甲", "source")),
        ('author:"甲 乙"', Term("甲 乙", "author")),
        ("-标题:甲", Not(Term("甲", "title"))),
        ("标题:(甲 OR 正文:乙) 丙", And((Or((Term("甲", "title"), Term("乙", "body"))), C))),
    ],
)
def test_operators_quotes_and_fields(typed, tree):
    assert root(typed) == tree
    assert parse_query(typed).explain == ()


@pytest.mark.parametrize(
    "typed",
    [
        "党员-群众",
        "**区",
        "****年",
        "12.5%",
        "2021-2023年",
        "A&B",
        "**软弱",
        "--甲",
        "-",
        "(",
        "|",
        "((((",
        "。",
        "——",
        "or",
    ],
)
def test_what_is_no_operator_is_sought_as_it_stands(typed):
    assert root(typed) == Term(typed)


@pytest.mark.parametrize(
    ("typed", "tree", "said"),
    [
        ('"甲 乙', Term("甲 乙"), "引号"),
        ("「甲", A, "引号"),
        ("甲」", A, "引号"),
        ('甲 ""', A, "空引号"),
        ("(甲 乙", And((A, B)), "括号"),
        ("甲) 乙", And((A, B)), "括号"),
        ("甲 ()", A, "空括号"),
        ("甲 OR", A, "OR"),
        ("OR 甲", A, "OR"),
        ("甲 OR OR 乙", Or((A, B)), "OR"),
        ("AND 甲", A, "AND"),
        ("甲 AND", A, "AND"),
        ("甲 NOT", A, "NOT"),
        ("甲 - 乙", And((A, B)), "“-”"),
        ("甲 标题:", And((A, Term("标题:"))), "标题:"),
        ("甲 NEAR/20", A, "NEAR/20"),
        ("地区:甘肃", Term("地区:甘肃"), "地区"),
    ],
)
def test_slips_are_mended_and_said(typed, tree, said):
    parsed = parse_query(typed)
    assert parsed.root == tree
    assert said in " ".join(parsed.explain)


@pytest.mark.parametrize("typed", ["OR", "NOT", '""', "“”", "AND"])
def test_a_query_of_operators_alone_is_their_text_never_everything(typed):
    assert root(typed) == Term(typed)


@pytest.mark.parametrize("typed", ["", "  ", "\n\u3000\u200b"])
def test_only_an_empty_query_means_everything(typed):
    assert root(typed) == Everything()


def test_a_run_of_twelve_characters_is_one_string():
    assert root("一二三四五六七八九十甲乙") == Term("一二三四五六七八九十甲乙")


def test_a_longer_run_is_cut_into_words_all_required():
    parsed = parse_query("整頓軟弱渙散黨組織的主要經驗做法")
    assert isinstance(parsed.root, And)
    texts = [term.text for term in parsed.terms]
    assert {"整頓", "經驗", "做法"} <= set(texts)
    assert "".join(texts) == "整頓軟弱渙散黨組織的主要經驗做法"
    assert "拆成" in " ".join(parsed.explain)


def test_a_longer_run_that_is_excluded_stays_whole():
    assert root("-整顿软弱涣散党组织的主要经验做法") == Not(Term("整顿软弱涣散党组织的主要经验做法"))


def test_a_quoted_sentence_stays_whole():
    assert root('"整顿软弱涣散党组织的主要经验做法"') == Term("整顿软弱涣散党组织的主要经验做法")


def test_terms_are_the_wanted_ones_once_each():
    parsed = parse_query("甲 乙 甲 -丙 -(甲 OR -乙) 标题:甲")
    assert parsed.terms == (A, B, Term("甲", "title"))


def test_the_fold_of_script_is_said_in_its_mode_only():
    assert "軟弱" in parse_query("軟弱").explain[0]
    assert parse_query("軟弱", "script").explain == ()
    assert parse_query("软弱ＡＢ").explain == ()


def test_too_long_a_query_is_refused_with_its_limit():
    with pytest.raises(QueryError, match="400"):
        parse_query("甲" * (MAX_LENGTH + 1))


def test_too_many_terms_are_refused_with_their_limit():
    with pytest.raises(QueryError, match="32"):
        parse_query(" ".join("甲" * 33))


@pytest.mark.parametrize("typed", ["(" * 200 + "甲", "NOT " * 90 + "甲", "-(" * 150 + "甲", "标题:(" * 60 + "甲"])
def test_deep_nesting_is_refused_with_its_limit(typed):
    with pytest.raises(QueryError, match="16"):
        parse_query(typed)


PARTS = st.sampled_from(
    [
        "甲",
        "乙丙",
        "(",
        ")",
        '"',
        "“",
        "」",
        "「",
        " ",
        "OR",
        "AND",
        "NOT",
        "-",
        "|",
        "标题:",
        "\\",
        "*",
        "\ud800",
        "\x00",
        "?",
        "NEAR/5",
        " NEAR ",
        "地区:",
        "62",
        "日期:",
        "2019",
        "..",
    ]
)


@given(st.one_of(st.text(alphabet=st.characters(), max_size=60), st.lists(PARTS, max_size=30).map("".join)))
def test_any_input_is_read_or_refused(text):
    try:
        parsed = parse_query(text)
    except QueryError:
        return
    assert isinstance(parsed.root, Everything) == (not fold(without_invisible(text)).strip())
    " ".join(parsed.explain).encode("utf-8")
    for reading in parsed.other_readings:
        assert (parse_query(reading.text).root, reading.mode) != (parsed.root, parsed.mode)
    assert parse_query(query_text(parsed.root)).root == parsed.root


@given(st.text(alphabet=st.characters(), min_size=1, max_size=40))
def test_any_text_can_be_quoted(text):
    quoted = '"' + "".join("\\" + char if char in '\\"“”„‟〝〞〟″＂「」『』«»' else char for char in text) + '"'
    seen = without_invisible(text)
    assert root(quoted) == Term(seen or '""')


def test_an_unknown_node_is_an_error():
    from search.query.parsed import wanted_terms

    with pytest.raises(TypeError):
        list(wanted_terms("甲"))
