"""What the page says of a question, searching within results, and the form that writes an expression."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.searching.advanced import Boxes, expression, read_back
from archive.searching.list_choices import narrowed, steps_of
from archive.searching.remarks import meaning
from search.analysis import has_word
from search.documents import QueryError
from search.query import And, parse_query


@pytest.fixture
def four(make_report):
    return [
        make_report(title="甲", text="软弱涣散的要整顿。"),
        make_report(title="乙", text="軟弱渙散。", script="hant"),
        make_report(title="丙", text="整顿" + "其他。" * 20 + "软弱涣散"),
        make_report(title="丁", text="整顿软弱涣散党组织", kind="news"),
    ]


def understood(page, label: str) -> list[str]:
    return [text for text in page.texts("//div[contains(@class, 'explain')]//dl/div") if text.startswith(label)]


# 理解为


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("软弱涣散", "软弱涣散"),
        ("软弱涣散 整顿", "软弱涣散 且 整顿，两词在同一篇内，不拘先后"),
        ("党建 OR 党务", "党建 或 党务"),
        ("整顿 -(范文 OR 论文)", "整顿 且 不含 （范文 或 论文）"),
        ("标题:换届 来源:日报", "题名含 换届 且 来源含 日报，两词在同一篇内，不拘先后"),
        ("整顿 NEAR/20 党组织", "整顿 与 党组织 相距20字以内"),
        ("整顿 2019..2021", "整顿 且 日期从 2019 到 2021"),
    ],
)
def test_a_question_is_said_in_words(text, words):
    assert meaning(parse_query(text).root) == words


def test_both_scripts_are_counted_apart(four, read):
    assert understood(read("/search/", q="软弱涣散 整顿"), "字形") == ["字形软弱涣散 3 軟弱渙散 1 整顿 3 整頓 0"]


def test_other_readings_are_one_click_away_and_find_what_they_say(four, read):
    page = read("/search/", q="软弱涣散 整顿")
    (near,) = [link for link in page.all("//dl//a") if link.text_content().startswith("相距20字以内")]
    assert near.text_content().split()[-2:] == ["2", "篇"]
    assert read(near.get("href")).texts("//h2[@id='total']") == ["2 篇"]


def test_a_narrow_mode_says_what_the_usual_one_would_find(four, read):
    page = read("/search/", q="软弱涣散", mode="script")
    assert page.texts("//h2[@id='total']") == ["3 篇"]
    assert "只找所写的字形" in understood(page, "理解为")[0]
    (usual,) = [link for link in page.all("//dl//a") if link.text_content().startswith("繁简通")]
    assert read(usual.get("href")).texts("//h2[@id='total']") == ["4 篇"]


def test_offers_keep_the_filters(four, read):
    for link in read("/search/", q="软弱涣散 整顿", kind="news", sort="newest").all("//dl//a/@href"):
        assert "kind=news" in link


# 结果中检索


def test_words_within_results_make_one_expression(four, client):
    answer = client.get("/search/", {"q": "软弱涣散", "within": "整顿", "kind": "news", "page": "3"})
    assert answer.status_code == 302
    assert (
        answer["Location"] == "/search/?q=%28%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3%29+%28%E6%95%B4%E9%A1%BF%29&kind=news"
    )


def test_each_step_is_a_chip_that_takes_it_back(four, read):
    chips = read("/search/", q="(软弱涣散) (整顿) (党组织)").all("//section//a[@class='chip']")
    assert [chip.text_content().split()[:2] for chip in chips] == [
        ["先查", "软弱涣散"],
        ["结果中", "整顿"],
        ["结果中", "党组织"],
    ]
    assert read(chips[1].get("href")).all("//input[@name='q']/@value")[0] == "(软弱涣散) (党组织)"


def test_the_form_within_results_keeps_filters_and_question(four, read):
    fields = read("/search/", q="整顿", kind="news").all("//form[@class='within']//input[@type='hidden']")
    assert {field.get("name"): field.get("value") for field in fields} == {"q": "整顿", "kind": "news"}


questions = st.text(alphabet='党建 整顿()"“”-:*?OR|（）', max_size=14)


@given(questions.filter(lambda text: has_word(text) or not text.strip()), questions.filter(has_word))
def test_what_is_found_within_results_is_what_both_find(old, new):
    try:
        roots = [parse_query(text).root for text in (old, new)]
        both = parse_query(narrowed(old, new)).root
    except QueryError:
        return
    parts = [part for root, text in zip(roots, (old, new), strict=True) for part in ([root] if text.strip() else [])]
    if len(steps_of(old)) > 1:
        parts = [*(parse_query(step).root for step in steps_of(old)), roots[1]]
    assert both == (And(tuple(parts)) if len(parts) > 1 else parts[0])


@given(questions)
def test_an_expression_that_is_no_chain_of_steps_is_one_step(text):
    steps = steps_of(text)
    assert steps == [text] or " ".join(f"({step})" for step in steps).replace(" ", "") == text.replace(" ", "")


# 高级检索


def test_every_box_writes_its_part_of_the_expression():
    boxes = Boxes(
        all="软弱涣散 整顿",
        phrase="三会一课 制度",
        any="积分制 网格化",
        without="范文",
        near="第一书记",
        beside="集体经济",
        distance=10,
        title="换届",
        source="日报",
        author="石小禾",
        region="定西",
        date_from="2019",
        date_to="2021",
        rest="(党建 OR 党务) -论文",
    )
    assert expression(boxes) == (
        '软弱涣散 整顿 "三会一课 制度" (积分制 OR 网格化) -范文 第一书记 NEAR/10 集体经济 标题:换届 来源:日报 作者:石小禾 '
        "地区:定西 2019..2021 (党建 OR 党务) -论文"
    )


def test_empty_boxes_write_nothing():
    assert expression(Boxes()) == ""


def asked_together(root):
    return [part for child in root.children for part in asked_together(child)] if isinstance(root, And) else [root]


@given(st.text(alphabet='党建 整顿()"“”-:*?OR|', max_size=20).filter(has_word))
def test_an_expression_read_back_asks_the_same(text):
    try:
        again = expression(read_back(text))
        root, second = parse_query(text).root, parse_query(again).root
    except QueryError:
        return
    assert set(asked_together(root)) == set(asked_together(second))


def test_the_form_shows_the_expression_and_what_it_would_find(four, read):
    page = read("/search/advanced/", all="软弱涣散", without="党组织")
    assert page.texts("//output//code") == ["软弱涣散 -党组织"]
    assert "3 篇" in page.texts("//output")[0]


def test_the_form_leads_to_the_results(four, client):
    answer = client.get("/search/advanced/", {"phrase": "软弱涣散", "kind": ["news", "report"], "go": "1"})
    assert answer["Location"] == "/search/?q=%E8%BD%AF%E5%BC%B1%E6%B6%A3%E6%95%A3&kind=news&kind=report"


def test_an_expression_stands_in_the_boxes_again(four, read):
    page = read("/search/advanced/", q='软弱涣散 -范文 标题:换届 "党的 建设" (甲 乙)', mode="script")
    boxes = {field.get("name"): field.get("value") for field in page.all("//input[@type='text' and @value]")}
    assert boxes == {"all": "软弱涣散", "without": "范文", "title": "换届", "phrase": "党的 建设", "rest": "甲 乙"}
    assert page.all("//input[@name='mode' and @checked]/@value") == ["script"]


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"date_from": "去年"}, "2021-08-16"),
        ({"near": "整顿"}, "另一个"),
        ({"near": "甲", "beside": "乙", "distance": "5000"}, "1000"),
        ({"all": "整" * 401}, "400"),
        ({"mode": "fuzzy"}, "folded"),
    ],
)
def test_a_box_that_cannot_be_read_is_refused_in_a_sentence(four, read, parameters, words):
    page = read("/search/advanced/", **parameters)
    assert page.status == 400
    assert words in page.texts("//*[@role='alert']")[0]


def test_while_typing_the_part_alone_is_renewed_and_a_half_filled_box_is_no_error(four, client):
    answer = client.get("/search/advanced/", {"near": "整顿"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<!doctype" not in answer.content.decode()
    assert "另一个" in answer.content.decode()


def test_the_results_lead_to_the_form_with_their_expression(four, read):
    (address,) = read("/search/", q="整顿 -范文", kind="news").all("//a[@class='to-advanced']/@href")
    page = read(address)
    assert page.all("//input[@name='without']/@value") == ["范文"]
    assert page.all("//input[@name='kind' and @checked]/@value") == ["news"]


def test_every_box_of_the_form_has_a_name(four, read):
    page = read("/search/advanced/")
    named = {label.get("for") for label in page.all("//label[@for]")}
    boxes = page.all("//form[@class='advanced']//input[@type='text' or @type='number']")
    assert len(boxes) > 10
    assert not [box.get("id") for box in boxes if box.get("id") not in named and not box.get("aria-label")]


def test_the_written_forms_can_be_folded_on_a_phone_without_script(make_report, read):
    make_report(text="软弱涣散，軟弱渙散。")
    page = read("/search/", q="软弱涣散")
    assert page.texts("//div[@class='note explain']//label[@class='see-forms']") == ["看字形与篇数"]
    assert len(page.all("//label[@class='see-forms']/input[@type='checkbox'][not(@name)]")) == 1
    assert page.all("//div[@class='forms']") != []
    assert read("/search/", q="").all("//label[@class='see-forms']") == []
