"""The laws of the repair: what the broken converter did to a clean text is undone, or flagged."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.edits import apply_edits, undo_edits
from archive.text.repair import Repaired, repair_text
from tests.text.converter import KEYS, convert, table, without_signs

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures/samples"

# Words of reports as jieba's dictionary has them; many end in a byte that a key of the table begins with.
VOCABULARY = (
    "近年來 各鄉鎮 各項 重點 工作 取得 成效 基層 黨組織 建設 不斷 加強 活動 陣地 恢復 或者 回訪 化解 群眾 獲得 總結 縣委 考核 可以 "
    "科學 監督 財務 等 事項 進行 村民 代表 會議 研究 決定 集體 經濟 收入 增長 幹部 隊伍 老化 問題 仍然 存在 年輕 黨員 外出 務工 "
    "支部 書記 帶頭 致富 帶動 能力 培訓 合作社 產業 鏈條 發展 土地 流轉 農戶 分紅 環境 整治 垃圾 分類 網格 管理 服務 平台 當地 實際 "
    "情況 制定 方案 責任 落實 督促 檢查 評議 述職 公開 承諾 兌現 制度 健全 完善 規範 運行 資金 保障 場所 標準 達標 驗收 後進 整頓 "
    "聯繫 包抓 幫扶 第一 第二 今年 去年 以來 全縣 全鎮 全村 我們 他們 這些 這個 一個 兩個 三是 同時 因此 目前 下一步 繼續 堅持 圍繞 "
    "通過 推動 形成 提高 "
)
WORDS = VOCABULARY.split()
SIGNS = ["、", ",", ",", "。", "。", "。", ";", ":", "。“", "”。", "《", "》"]
clause = st.lists(st.sampled_from(WORDS), min_size=2, max_size=7).map("".join)
report = st.lists(st.tuples(clause, st.sampled_from(SIGNS)), min_size=2, max_size=9).map(
    lambda parts: "".join(words + sign for words, sign in parts) + "全縣基層黨組織建設得到加強。"
)
manners = st.fixed_dictionaries(
    {
        "orphans": st.sampled_from(["swallow", "keep", "vanish"]),
    }
)


def mended(text: str, **manner) -> Repaired:
    """The repair of what the converter makes of a text."""
    shown = convert(text, **manner)
    repaired = repair_text(shown.text)
    assert apply_edits(shown.text, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == shown.text
    return repaired


def holds(text: str, manner: dict) -> bool:
    """The law: exact, or flagged as damaged at the very places."""
    repaired = mended(text, **manner)
    assert all(0 <= gap.start < gap.end <= len(repaired.text) and gap.quote for gap in repaired.gaps)
    assert repaired.damaged == bool(repaired.gaps)
    return repaired.text == text or repaired.damaged


@settings(max_examples=200, deadline=None)
@given(report, manners)
def test_what_the_converter_did_is_undone_or_flagged(text, manner):
    assert holds(text, manner)


@pytest.mark.skipif(not os.environ.get("SLOW_TESTS"), reason="takes minutes: SLOW_TESTS=1 runs it")
@settings(max_examples=5000, deadline=None)
@given(report, manners)
def test_what_the_converter_did_is_undone_or_flagged_five_thousand_times(text, manner):
    assert holds(text, manner)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map("".join))
def test_readings_alone_always_come_back_exactly(text):
    text += "農業設施建設"
    keys = {key: value for key, value in table().items() if len(value) > 2}
    glossed = "".join(
        keys[character.encode("gbk")].decode("gbk") if character.encode("gbk") in keys else character
        for character in text
    )
    assert repair_text(glossed).text == text


def test_a_stretch_that_is_no_prose_when_put_back_is_flagged_and_the_next_cut_is_repaired():
    text = "我們三是,我們三是、全縣基層黨組織建設得到加強。"
    shown = convert(text, orphans="swallow").text
    repaired = repair_text(shown)
    (gap,) = repaired.gaps
    assert shown.startswith("我們" + gap.quote)
    assert repaired.text == "我們" + gap.quote + "?我們三是、全縣基層黨組織建設得到加強。"
    assert repaired.text[gap.start : gap.end] == gap.quote


STARTS = ["基層", "活動", "或者", "回訪", "恢復", "化解", "縣委", "總結", "科學", "可以", "考核"]
BEFORE = ["全鎮各項重點工作取得了明顯成效", "村民代表都表示滿意", "這個做法在全縣推廣", "支部書記帶頭清理垃圾"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", BEFORE)
def test_a_cut_full_stop_comes_back_before_every_word_that_it_can_stand_before(before, start):
    text = f"{before}。{start}黨組織建設不斷加強。"
    shown = convert(text)
    assert "。" not in shown.text[: len(before) + 1]
    repaired = repair_text(shown.text)
    assert repaired.text == text if shown.lost == 0 else repaired.text == text or repaired.damaged


def test_a_stop_and_a_quote_cut_at_the_end_of_a_line_are_a_gap_with_candidates():
    text = "他說:“全縣農業產業發展了。”\n大家鼓掌。"
    repaired = repair_text(convert(text, orphans="keep").text)
    assert repaired.text == text.replace("。”", "。□")
    (gap,) = repaired.gaps
    assert (repaired.text[gap.start : gap.end], gap.candidates[0].value) == ("□", "”")


def test_a_stop_and_a_quote_that_vanished_at_the_end_of_a_line_are_flagged_and_left():
    text = "他說:“全縣農業產業發展了。”\n大家鼓掌。"
    repaired = repair_text(convert(text, orphans="vanish").text)
    (gap,) = repaired.gaps
    assert (repaired.text[gap.start : gap.end], gap.candidates[0].value) == ("?!", "。”")


def test_a_pair_that_the_page_kept_as_a_private_character_loses_nothing():
    text = "全縣農業產業發展了。或者三是機關黨組織建設。"
    shown = convert(text, private=True)
    assert any("\ue000" <= character <= "\uf8ff" for character in shown.text)
    assert repair_text(shown.text).text == text


def test_a_pair_that_vanished_leaves_a_gap_and_no_guess():
    text = "全縣農業產業發展了。或者三是機關黨組織建設。"
    repaired = repair_text(convert(text, private=False).text)
    assert repaired.damaged
    assert repaired.text.startswith("全縣農業產業發展了。或者□")
    assert "三是" in [candidate.value for gap in repaired.gaps for candidate in gap.candidates]


def test_the_candidates_of_a_gap_are_ranked_and_say_where_they_come_from():
    (gap,) = repair_text("在上?;鶎狱h建工作中取得成效").gaps
    assert {"。", "海"} <= {candidate.value for candidate in gap.candidates}
    shares = [candidate.confidence for candidate in gap.candidates]
    assert shares == sorted(shares, reverse=True)
    assert 0.9 <= sum(shares) <= 1.01
    assert gap.quote.startswith("?;")


def test_a_cut_shows_the_converter_so_that_a_single_reading_goes_too():
    text = "近年來各項重點工作取得成效。基層黨組織建設不斷加強"
    assert repair_text(text.replace("。基層黨", "?;鶎狱h") + "，農(nóng)村變了").text == text + "，農村變了"


def test_a_reading_inside_a_shifted_stretch_names_the_character_whose_byte_is_lost():
    text = "全縣農業產業發展了。活動開展得好,群眾滿意。"
    shown = convert(text)
    assert "?dòng)" in shown.text
    assert repair_text(shown.text).text == text


def test_a_reading_that_no_lost_byte_explains_is_a_gap():
    repaired = repair_text("小王说?è)好")
    assert (repaired.text, repaired.damaged) == ("小王说□好", True)


def test_a_full_stop_is_not_written_behind_a_word_that_ends_no_sentence():
    shown = convert("還有的公益物業靠補貼過日子,補貼一停恐怕難以為繼。")
    repaired = repair_text(shown.text)
    assert "補貼一。" not in repaired.text
    assert repaired.damaged


@pytest.mark.parametrize(
    ("before", "character", "behind"),
    [("深化高端肉", "牛", "“百千工程”,推動奶業發展"), ("防範礦山、", "危", "化品等安全風險"), ("推廣“", "海", "”品牌")],
)
def test_a_character_that_ends_like_a_full_stop_is_never_silently_one(before, character, behind):
    text = f"各鄉鎮重點工作取得成效,農業產業發展了。{before}{character}{behind}。全縣黨員干部都說好。"
    repaired = repair_text(convert(text).text)
    assert repaired.text == text or repaired.damaged
    assert f"{before}。" not in repaired.text


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("鄉鎮原先只報了8個", "縣委召開專題會議逐一"),
        ("達標的企業共有120家", "口岸通關效率不斷提高"),
        ("冬訓不光是聽", "縣裏規定每個支部都"),
        ("這件事說大不大說小也小", "縣委的打算是今明兩年"),
        ("老支書站起來說,先把水修了", "”表決下來,修水得了"),
    ],
)
def test_a_full_stop_is_certain_where_no_other_character_makes_a_word(before, behind):
    text = f"各鄉鎮農業產業發展了,黨員干部都說好。{before.replace('先把', '“先把')}。{behind}全縣黨員干部都說好。"
    repaired = repair_text(convert(text).text)
    assert (repaired.text, repaired.gaps) == (text, ())


@pytest.mark.parametrize(
    ("before", "character", "behind"),
    [
        ("海事人員登上", "停", "靠在江邊的一艘船"),
        ("大橋連接黃茅", "海", "跨海通道"),
        ("按計劃抵達周邊", "海", "空域進行訓練"),
        ("機場名爲杜", "桑", "·盧維杜爾"),
        ("主題是“駛向星辰大", "海", "”圍繞航天"),
    ],
)
def test_a_full_stop_is_not_certain_where_another_character_makes_a_word_or_a_name(before, character, behind):
    text = f"各鄉鎮農業產業發展了,黨員干部都說好。{before}{character}{behind}。全縣黨員干部都說好。"
    repaired = repair_text(convert(text).text)
    assert repaired.text == text or repaired.damaged
    assert f"{before}。" not in repaired.text


def test_the_document_s_own_words_tell_what_stood_in_a_cut():
    own = "全縣實行危化品台帳。" * 3
    text = f"各鄉鎮農業產業發展了,黨員干部實行危化品台帳。{own}"
    repaired = repair_text(convert(text).text)
    assert repaired.text == text or repaired.damaged
    assert "實行。" not in repaired.text


def test_one_reading_and_one_cut_are_too_few_to_mend_by_and_are_flagged():
    repaired = repair_text("不到八成的，一律不上會(huì)??h裏每季度抽兩成的村暗訪，凡")
    assert repaired.damaged
    assert repaired.text == "不到八成的，一律不上會(huì)??h裏每季度抽兩成的村暗訪，凡"


CLEAN = [
    "他问:“这样行吗?”“行!”大家答。",
    "谁来管?;怎么管?;管到什么程度?都要说清楚。",
    "真的能行吗?!“能行!”老支书拍着胸脯说。",
    "到底该怎么办??基层干部犯了难。",
    "什么是好支部?!基层党员心里有杆秤。",
    "有没有效果?:一看台账,二听群众。",
    "对照“四查四看”(即查思想!看行动;查作风?看实效)逐项整改。",
    "生产总值(GDP)增长6%;人均收入(元)翻番!",
    "下载“学习强国”(APP)的党员达到98%;其余的由支部代学。",
    "一是抓班子;二是带队伍;三是强阵地!“三步走”见成效。",
    "为什么要学?;学什么?;怎么学?",
    "“谁是党员?”!“我是!”",
    "能不能干?!行不行?!群众说了算。",
    "群众满意吗??满意!!",
    "問題在哪里?;誰來解決?",
    "真的嗎?!“是的”,他說。",
    "縣里的B超機壞了;h型鋼也用完了?!隊員們想辦法。",
    "A类;B类?C类!都要管;e支部、e党建也要管。",
    "行(háng)业和行(xíng)走要读准。",
]


@pytest.mark.parametrize("text", CLEAN)
def test_genuine_signs_and_brackets_are_left_alone_and_not_flagged(text):
    repaired = repair_text(text)
    assert (repaired.text, repaired.edits, repaired.gaps) == (text, (), ())


@pytest.mark.parametrize("text", CLEAN)
def test_genuine_signs_stay_in_a_document_that_the_converter_went_through(text):
    damaged = convert("全縣農業產業發展了,各鄉鎮黨員干部都說好。").text
    assert text.startswith("行(") or repair_text(damaged + "\n" + text).text.endswith("\n" + text)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample reports are not here")
def test_no_clean_sample_is_changed():
    changed = []
    for path in sorted(SAMPLES.glob("*.txt")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if not re.search(r"\([^)]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", text):
            changed += [(path.name, edit) for edit in repair_text(text).edits if edit.rule == "byte-shift"]
    assert changed == []


def test_the_keys_of_the_model_are_characters_of_gbk():
    assert len(table(KEYS)) == len(set(KEYS)) + 3
    assert without_signs("好！") == "好!"
