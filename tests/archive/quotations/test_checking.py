"""What check_quotation says of words that stand in the archive, nearly do, or do not."""

from __future__ import annotations

import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.layout.numbering import numbered_lines
from archive.layout.passage import TextQuote, locate_passage
from archive.models import IndexChange, Report
from archive.quotations import checking
from archive.quotations.candidates import MOST_QUESTIONS, pieces
from archive.quotations.checking import check_quotation
from archive.quotations.differences import Difference, differences
from archive.quotations.nearest import nearest_in, stretches
from archive.quotations.words import QuotationRefused, given_words, places, squeeze
from search.documents import EngineUnavailable, IndexMissing
from search.fold import fold
from tests.archive.quotations.oracle import Oracle, form_of
from tests.counting import AWAY, use_away_engine, use_counting_engine

pytestmark = pytest.mark.django_db

TEXT = "一、做法\n全市整顿软弱涣散党组织二百七十九个，成效明显。\n　　安定区**乡党委逐村施策，□□村整顿到位。\n二、打算\n明年逐村回访。"


@pytest.fixture
def report(make_report):
    return make_report(title="定西市整顿软弱涣散党组织", text=TEXT)


@pytest.mark.parametrize(
    "typed",
    [
        "“软弱涣散党组织”",
        "「软弱涣散党组织」",
        '  "软弱涣散党组织"\n',
        "『“软弱涣散党组织”』",
        "‘软弱涣散党组织",
        "\u200b软弱涣散党组织\ufeff",
    ],
)
def test_marks_around_the_words_are_no_part_of_them(typed):
    assert given_words(typed) == "软弱涣散党组织"


@pytest.mark.parametrize("typed", ["", "“”", "软弱涣散", "软 弱\n涣 散", "软" * 2001, " " * 4001])
def test_words_that_are_too_few_or_too_many_are_refused_with_a_sentence(typed):
    with pytest.raises(QuotationRefused, match=r"^引文至[少多] \d+ 字"):
        given_words(typed)


@given(st.text(alphabet="甲乙軟软。.．\n 　\u200b\u00ad🏳\u200d🌈A", max_size=30))
def test_each_character_of_the_form_has_its_place_in_the_text(text):
    assert [fold(text[at]) for at in places(text)] == list(squeeze(text)) == list(form_of(text))


def test_words_that_stand_in_a_report_are_found_with_paragraph_and_address(report):
    checked = check_quotation("“整顿软弱涣散党组织二百七十九个”")
    (passage,) = checked.passages
    assert (checked.verdict, passage.report, passage.paragraphs, passage.distance) == ("exact", report, [1], 0)
    assert passage.address.startswith(f"/reports/{report.pk}/?quote=")
    assert passage.fragment.startswith(f"/reports/{report.pk}/#:~:text=%E6%95%B4")


def test_a_quotation_over_two_paragraphs_names_both_and_what_its_line_end_was(report):
    checked = check_quotation("二百七十九個,成效明显。安定区")
    (passage,) = checked.passages
    assert (checked.verdict, passage.paragraphs) == ("form", [1, 2])
    assert differences(checked.words, TEXT, passage.start, passage.end) == [
        Difference(5, "個", "个", "script"),
        Difference(6, ",", "，", "punctuation"),
        Difference(12, "", "\n　　", "line_break"),
    ]


def test_the_title_of_a_report_can_be_quoted_too(report):
    (passage,) = check_quotation("定西市整顿软弱涣散党组织").passages
    assert (passage.field, passage.paragraphs, passage.address) == ("title", [], f"/reports/{report.pk}/")


def test_what_differs_by_a_character_is_told_and_is_no_quotation(report):
    checked = check_quotation("全市整顿软弱涣散的党组织二百七十六个")
    (passage,) = checked.passages
    assert (checked.verdict, passage.distance, passage.words) == ("near", 2, "全市整顿软弱涣散党组织二百七十九个")
    assert differences(checked.words, TEXT, passage.start, passage.end) == [
        Difference(8, "的", "", "added"), Difference(16, "六", "九", "changed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "signs", "kind"),
    [("安定区青山乡党委逐村施策", "**", "redacted"), ("施策，大山村整顿到位。", "□□", "lost")],
)
def test_a_redaction_or_a_lost_character_is_never_the_one_of_the_quotation(report, typed, signs, kind):
    checked = check_quotation(typed)
    (passage,) = checked.passages
    assert (checked.verdict, passage.distance) == ("near", 2)
    found = differences(checked.words, TEXT, passage.start, passage.end)
    assert [(each.archive, each.kind) for each in found] == [(signs, kind)]


def test_a_star_of_a_quotation_stands_for_nothing_but_itself(report):
    assert check_quotation("安定区**乡党委逐村施策").verdict == "exact"
    assert check_quotation("安定区＊＊乡党委逐村施策").verdict == "form"
    assert check_quotation("全市整顿**党组织二百七十九个").verdict == "none"
    assert check_quotation("整顿软弱涣散*组织二百七十九个").verdict == "near"


def test_what_nobody_wrote_is_not_found_and_nothing_is_made_up(report):
    checked = check_quotation("各级党组织书记带头讲党课")
    assert (checked.verdict, checked.passages, checked.reports) == ("none", (), 0)


@pytest.mark.parametrize("status", ["draft", "discarded"])
def test_drafts_are_never_told_of(make_report, status):
    draft = make_report(text="草稿里才有的一句话。", status=status)
    IndexChange.objects.create(report_id=draft.pk)
    assert check_quotation("草稿里才有的一句话").verdict == "none"


def test_what_was_withdrawn_is_no_longer_told_though_the_index_has_it(report):
    Report.objects.filter(pk=report.pk).update(status="withdrawn")
    assert check_quotation("整顿软弱涣散党组织二百七十九个").verdict == "none"


def test_a_report_that_still_waits_for_the_index_is_read_too(report):
    Report.objects.filter(pk=report.pk).update(text="刚刚改过的一句话在这里。")
    assert check_quotation("刚刚改过的一句话").verdict == "none"  # nothing says that it changed
    IndexChange.objects.create(report_id=report.pk)
    assert check_quotation("刚刚改过的一句话").verdict == "exact"
    assert check_quotation("剛剛改過的壹句话").verdict == "near"


def test_more_waiting_reports_than_are_read_are_counted_and_nothing_is_sure(report, monkeypatch):
    monkeypatch.setattr(checking, "MOST_HITS", 2)
    IndexChange.objects.bulk_create(IndexChange(report_id=number) for number in (901, 902, 903, 903, 904))
    checked = check_quotation("各级党组织书记带头讲党课")
    assert (checked.verdict, checked.unread, checked.changes) == ("none", 2, -1)


def test_where_not_all_that_hold_the_pieces_of_long_words_are_read_nothing_is_sure(make_report, monkeypatch):
    words = "".join(f"第{number}条逐村整顿，" for number in range(60))
    with make_report.together():
        for place in (70, 80):
            make_report(text=words[:place] + "另" + words[place:])
        make_report(text=f"抬头。{words}")
    assert check_quotation(words).verdict == "exact"
    for module in ("candidates", "checking"):
        monkeypatch.setattr(f"archive.quotations.{module}.MOST_HITS", 1)
    checked = check_quotation(words)
    assert (checked.verdict, checked.changes) in (("exact", 0), ("near", -1))


@pytest.fixture
def long_report(make_report):
    return make_report(
        text="\n".join(f"第{number}段：县委组织部逐村整顿第{number * 7}个党组织。" * 4 for number in range(60))
    )


@pytest.mark.parametrize("length", [390, 500, 1200, 2000])
def test_long_words_are_found_over_many_paragraphs_as_they_are_or_joined_and_with_changes(long_report, length):
    words = long_report.text[1000 : 1000 + length]
    assert check_quotation(words).verdict == "exact"
    joined = check_quotation(words.replace("\n", ""))
    assert (joined.verdict, joined.passages[0].words) == ("form", words)
    changed = list(words.replace("\n", ""))
    for at in range(7, length - 20, length // 11):
        changed[at] = "〤"
    near = check_quotation("".join(changed))
    assert (near.verdict, near.passages[0].distance) == ("near", changed.count("〤"))
    assert (near.passages[0].start, near.passages[0].end) == (1000, 1000 + length)


def test_a_missing_index_is_an_error_and_never_not_found(report, settings):
    shutil.rmtree(settings.INDEX_DIR)
    with pytest.raises(IndexMissing):
        check_quotation("各级党组织书记带头讲党课")


def test_a_damaged_index_is_an_error_and_never_not_found(report, settings):
    for path in settings.INDEX_DIR.rglob("*"):
        if path.is_file() and path.stat().st_size:
            path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(IndexMissing):
        check_quotation("各级党组织书记带头讲党课")


def test_an_engine_that_is_away_is_an_error_and_never_not_found(report, monkeypatch):
    use_away_engine(monkeypatch).away |= {"search", "search_many", "count", "count_many"}
    with pytest.raises(EngineUnavailable, match=AWAY[:8]):
        check_quotation("各级党组织书记带头讲党课")
    assert check_quotation("整顿软弱涣散党组织二百七十九个", report).verdict == "exact"  # one report needs no index


@pytest.mark.parametrize(
    "typed",
    [
        "整顿软弱涣散党组织二百七十九个",
        "整頓软弱涣散党组织",
        "全市整顿软弱涣散的党组织",
        "没有人写过这样一句话",
        "“" * 3 + "软弱”“" * 60,
        "做法" * 900,
    ],
)
def test_a_quotation_asks_the_engine_a_bounded_number_of_questions(report, monkeypatch, typed):
    asked = use_counting_engine(monkeypatch).asked
    check_quotation(typed)
    assert asked == ["search_many"] * len(asked)
    assert 1 <= len(asked) <= MOST_QUESTIONS


def test_pieces_have_no_blank_and_lie_in_parts_of_their_own():
    words = "全市整顿 软弱涣散\n党组织二百七十九个，成效明显"
    found = pieces(words, 4)
    assert len(found) == 4
    assert all(piece in squeeze(words) and piece in form_of(words) for piece in found)
    assert not any(piece in "顿软散党" or "顿软" in piece or "散党" in piece for piece in found)


@given(st.text("甲乙丙丁", min_size=5, max_size=40), st.text("甲乙丙丁戊", max_size=60))
def test_in_one_text_the_nearest_stretch_is_as_near_as_brute_force_finds(words, text):
    found = nearest_in(words, text, stretches(words, text))
    truth = Oracle({1: ("", text)}).look(words).distance
    limit = max(1, len(words) // 4)
    assert (found.distance if found else None) == (truth if truth <= limit else None)


def test_the_address_of_a_passage_leads_to_that_very_place(make_report):
    text = "开头。\n逐村回访，逐村销号。\n中间逐村回访，逐村销号。\n结尾逐村回访，逐村销号。" + "长" * 60
    make_report(text=text)
    starts = [line.start for line in numbered_lines(text) if not line.level]
    for typed in ("逐村回访，逐村销号。中间", "结尾逐村回访", "逐村销号。长长长长", "长" * 50):
        (passage,) = check_quotation(typed).passages
        named = {name: values[0] for name, values in parse_qs(urlsplit(passage.address).query).items()}
        quote = TextQuote(named["quote"], named.get("prefix", ""), named.get("suffix", ""), int(named["p"]))
        located = locate_passage(text, quote, starts)
        assert located.span == (passage.start, passage.end), typed


def test_the_numbers_of_lines_are_those_of_the_page():
    found = [(line.number, line.level, TEXT[line.start : line.end][:4]) for line in numbered_lines(TEXT)]
    assert found == [(1, 2, "一、做法"), (1, 0, "全市整顿"), (2, 0, "安定区*"), (2, 2, "二、打算"), (3, 0, "明年逐村")]
