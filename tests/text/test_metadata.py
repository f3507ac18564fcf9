import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.clean import Cleaned, Removal, clean_text
from archive.text.confidence import is_doubtful
from archive.text.credits.people import is_name
from archive.text.formats.extracted import PageHints
from archive.text.metadata import Description, describe
from archive.text.metadata.title import without_site_name, working_title
from archive.text.repair import repair_text
from tests.slowness import is_within
from tests.text.gazetteer import GAZETTEER

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "../shared/seeds"
TODAY = date(2026, 11, 22)
BODY = (
    "通渭县把整顿软弱涣散村党组织作为夯实基础的重点，坚持一村一策，逐村制定方案，逐项销号，农村基层组织建设不断加强。"
)


def card(text: str, *, removed: tuple[Removal, ...] = (), hints: PageHints | None = None, filename: str = "x.txt"):
    """Describe ``text`` as if cleaning had taken out just the lines of ``removed``."""
    taken = {removal.text for removal in removed}
    kept = "\n".join(line for line in text.split("\n") if line not in taken)
    return describe(
        text,
        cleaned=Cleaned(kept, removed=removed),
        hints=hints or PageHints(),
        filename=filename,
        gazetteer=GAZETTEER,
        today=TODAY,
    )


def page(*lines: str, title: str = "通渭县整顿软弱涣散村党组织", end: tuple[str, ...] = ()) -> str:
    return "\n".join((title, *lines, *[BODY] * 4, *end))


# --- the five real reports ---


@dataclass(frozen=True)
class Card:
    title: str | None
    region: str | None
    date: str | None
    source: str | None
    author: str | None
    script: str
    kind: str


CARDS = {
    "000": Card(None, "520602", None, None, "龔利軍", "hant", "experience"),
    "001": Card(
        "定西市:谋深抓实基层党建 汇聚乡村振兴奋进之力", "621100", None, "观山文库", None, "hans", "experience"
    ),
    "002": Card("农村基层党建工作综述", None, None, "汇文网", None, "hans", "template"),
    "003": Card(
        "四川泸州构建选育用管全链条 育好“领头羊” 村社大变样",
        "510500", "2021-08-16", "中国组织人事报", None, "hans", "news",
    ),
    "004": Card("先進性機制交流", None, "2022-12-06", None, None, "hant", "experience"),
}  # fmt: skip


def describe_seed(number: str) -> Description:
    if not SEEDS.is_dir():
        pytest.skip(f"the real reports are not here: {SEEDS}")
    text = repair_text(next(SEEDS.glob(f"{number}_*.txt")).read_text("utf-8")).text
    return describe(
        text, cleaned=clean_text(text), hints=PageHints(), filename="1.txt", gazetteer=GAZETTEER, today=TODAY
    )


@pytest.mark.parametrize("number", CARDS)
def test_a_real_report_gets_the_card_of_a_careful_librarian(number):
    described = describe_seed(number)
    assert Card(**{name: getattr(described, name).value for name in Description.FIELDS}) == CARDS[number]


def test_a_real_report_without_title_gets_a_working_title_marked_as_made_up():
    described = describe_seed("000")
    assert described.working_title
    assert described.working_title_text.startswith("近年來,碧江區")
    assert described.title.rule == "working-title"


@pytest.mark.parametrize(("number", "years"), [("000", (2021,)), ("001", (2020, 2021)), ("004", (2005,))])
def test_the_years_that_a_real_report_speaks_of_are_kept_apart(number, years):
    assert describe_seed(number).content_years == years


# --- title ---


def test_the_html_title_loses_the_name_of_its_site():
    assert without_site_name("通渭县整顿软弱涣散村党组织_基层党建_陇中先锋网") == "通渭县整顿软弱涣散村党组织"
    assert without_site_name("通渭县整顿党组织 - 某某在线", "某某在线") == "通渭县整顿党组织"


def test_a_dash_inside_a_title_is_no_site_name():
    assert without_site_name("积分制的条件与限度——基于三个小组的观察").endswith("基于三个小组的观察")


def test_the_page_title_takes_the_spelling_of_the_text():
    described = card(page(), hints=PageHints(title="通渭县：整顿软弱涣散村党组织-陇中先锋网"))
    assert (described.title.value, described.title.rule) == ("通渭县整顿软弱涣散村党组织", "page-title")


def test_the_first_short_line_that_the_body_bears_out_is_the_title():
    described = card(page())
    assert (described.title.value, described.title.rule) == ("通渭县整顿软弱涣散村党组织", "first-line")


def test_blanks_and_quotes_of_a_title_stay_as_written():
    assert card(page(title="通渭县：整顿“软弱涣散” 建强村党组织")).title.value == "通渭县：整顿“软弱涣散” 建强村党组织"


def test_a_line_above_the_source_line_is_a_title_even_if_the_body_never_says_it():
    source = "来源：溆水晚报 2024-03-06"
    described = card(page(source, title="离家八百公里，火炉照样旺"), removed=(Removal("source-line", source),))
    assert described.title.value == "离家八百公里，火炉照样旺"


def test_a_subtitle_belongs_to_the_title():
    title = card(page("——以通渭县为例", title="软弱涣散村党组织整顿的成因")).title.value
    assert title == "软弱涣散村党组织整顿的成因——以通渭县为例"


def test_a_heading_behind_the_first_paragraph_is_no_title():
    described = card("\n".join((BODY, "整顿软弱涣散村党组织", BODY)))
    assert described.title.value is None
    assert described.working_title_text == "通渭县把整顿软弱涣散村党组织作为夯实基础的重点，坚持一村一策"


@pytest.mark.parametrize("line", ["一、整顿软弱涣散村党组织", "来源：整顿软弱涣散村党组织", "整顿软弱涣散村党组织。"])
def test_a_numbered_heading_a_source_line_or_a_sentence_is_no_title(line):
    assert card(page(title=line)).title.value is None


def test_a_working_title_ends_at_a_pause_within_thirty_characters():
    assert working_title("坚持党建引领乡村全面振兴工作，推动基层治理提质增效，让群众得到更多实惠和便利。") == (
        "坚持党建引领乡村全面振兴工作，推动基层治理提质增效"
    )
    assert working_title("党" * 40) == "党" * 30 + "…"


# --- source ---


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：定西日报 作者：张三 2021-08-16", "定西日报"),
        ("2014年12月17日10:37    來源:人民網-中國共產黨新聞網", "人民網-中國共產黨新聞網"),
        ("2019-03-14 18:04:08 来源:《政治学研究》2018年第6期 作者:王某", "政治学研究"),
        ("稿源：溆水晚报 2024-03-06 09:12 字号：大 中 小", "溆水晚报"),
        ("临汾新闻网讯 连日来，襄汾县推进整顿。", "临汾新闻网"),
        ("本报讯(牡丹晚报全媒体记者 姜培军)近日，市委组织部督导整顿。", "牡丹晚报"),
        ("中国西部 2021年2期", "中国西部"),
        ("（中共通渭县委组织部供稿）", "中共通渭县委组织部"),
    ],
)
def test_a_source_is_read_in_the_shapes_that_pages_print(line, source):
    assert card(page(line)).source.value == source


@pytest.mark.parametrize("name", ["网友上传", "网络", "本站", "互联网", "未知", "网络整理"])
def test_a_generic_source_is_refused_with_its_words(name):
    evidence = card(page(f"来源：{name}")).source
    assert (evidence.value, evidence.rule) == (None, "refused-generic")
    assert name in evidence.quote


def test_a_source_of_income_is_no_source():
    assert card(page("群众的主要收入来源：外出务工")).source.value is None


def test_an_empty_label_takes_nothing():
    assert card(page("来源：", "点击量：")).source.value is None


def test_a_sites_own_name_comes_last_with_little_confidence():
    slogan = Removal("slogan", "文海无涯 — — 砚池文库◆记住我")
    alone = card(slogan.text + "\n" + page(), removed=(slogan,)).source
    assert (alone.value, alone.rule) == ("砚池文库", "site-name")
    labelled = card(slogan.text + "\n" + page("来源：定西日报"), removed=(slogan,)).source
    assert labelled.value == "定西日报"
    assert alone.confidence < labelled.confidence
    assert is_doubtful(alone.confidence)


# --- author ---


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("来源：拒马河报　记者：石晓棠", "石晓棠"),
        ("2025年10月13日　来源：垛乡时讯　记者 顾苇杭　通讯员 戚小满", "顾苇杭、戚小满"),
        ("发布时间：2017-06-21 作者：祁生福、才让措", "祁生福、才让措"),
        ("时间：2015-07-03 作者：贺晚林　打印本页", "贺晚林"),
        ("作者：县委党建课题组", "县委党建课题组"),
    ],
)
def test_an_author_is_kept_as_written(line, author):
    assert card(page(line)).author.value == author


def test_a_name_alone_in_brackets_at_the_very_end_is_the_author():
    evidence = card(page(end=("干部队伍作风明显好转。(龔利軍)",))).author
    assert (evidence.value, evidence.rule) == ("龔利軍", "closing-name")


def test_a_byline_that_cleaning_took_out_is_still_the_author():
    assert card(page(), removed=(Removal("byline", "（龚利军）"),)).author.value == "龚利军"


def test_reporters_in_the_closing_bracket_of_a_paragraph_are_the_authors():
    assert card(page(end=(BODY + "（记者 原晓东 郭杨）",))).author.value == "原晓东 郭杨"


def test_a_bracket_that_holds_no_name_is_no_author():
    assert card(page(end=("完成整顿任务（试行）",))).author.value is None


def test_admin_and_the_pages_editor_are_no_authors():
    assert card(page("作者：admin 时间：2021-08-16", end=("责任编辑：刘静",))).author.value is None


@pytest.mark.parametrize(
    ("name", "holds"), [("龔利軍", True), ("欧阳修竹", True), ("试行", False), ("县委组织部", False)]
)
def test_a_name_begins_with_a_surname_in_either_script(name, holds):
    assert is_name(name) is holds


# --- kind ---


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("通渭县整顿软弱涣散党组织情况报告", "report"),
        ("抓基层党建工作述职报告", "report"),
        ("整顿软弱涣散党组织的经验做法", "experience"),
        ("整顿软弱涣散党组织总结范文", "template"),
        ("软弱涣散党组织的成因与对策——以通渭县为例", "academic"),
        ("在整顿软弱涣散党组织推进会上的讲话", "other"),
    ],
)
def test_the_words_of_a_title_tell_the_kind(title, kind):
    assert card(page(title=title)).kind.value == kind


def test_a_dispatch_with_direct_speech_is_news():
    told = "“过去开会没人来，现在坐不下。”村民老李笑着说。"
    text = page("陇中日报8月16日讯（记者 李某）近日，整顿有了结果。", told, told, told, title="支部强了心气顺了")
    assert card(text).kind.value == "news"


def test_a_text_full_of_masks_is_a_template():
    described = card(page(*["****年，**区**乡新建活动场所**个，投入*.*万元。"] * 3, title="农村基层党建工作综述"))
    assert (described.kind.value, described.kind.rule) == ("template", "masked")


# --- the whole card ---


def test_every_unknown_says_why():
    described = card(page(title="党建工作"))
    for name in Description.FIELDS:
        evidence = getattr(described, name)
        assert evidence.rule
        assert 0 <= evidence.confidence <= 1


def test_the_whole_card_takes_milliseconds():
    text = page(*[BODY] * 55)
    card(text)  # jieba reads its dictionary at the first word
    start = time.process_time()
    card(text)
    assert is_within(time.process_time() - start, 1)  # measured 12 ms


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="来源作者记者：时间2021-08年月日讯（龚利军）**区定西市。，\n 报", max_size=120))
def test_no_text_breaks_the_card_and_quotes_are_words_of_the_page(text):
    described = card(text)
    for name in ("region", "date", "source", "author"):
        quote = getattr(described, name).quote
        assert not quote or quote in text
