"""Which characters a text in the other script has: places, persons and the words of reports, there and back."""

import csv
import re

import pytest
from django.conf import settings

from archive.languages import phrases
from archive.languages.scripts import to_script
from search.fold import fold

#: Phrases of reports: simplified, and traditional as Taiwan writes it.
PHRASES = """
一个中心 一個中心
数个中年人 數個中年人
一个中队 一個中隊
整个中原 整個中原
个中滋味 箇中滋味
政府干预 政府干預
不能干预司法 不能干預司法
去干扰 去干擾
去干涉 去干涉
骨干预备队 骨幹預備隊
若干系列 若干系列
骨干系统 骨幹系統
干部带头苦干实干 幹部帶頭苦幹實幹
修建干渠 修建幹渠
忠诚干净担当 忠誠乾淨擔當
示范县 示範縣
率先垂范 率先垂範
范县 范縣
范书记 范書記
王岳 王岳
五岳 五嶽
南岳区 南嶽區
书记于某 書記于某
于某某 于某某
于书记 于書記
向于福同志学习 向于福同志學習
位于某地 位於某地
由于某种原因 由於某種原因
关键在于书记 關鍵在於書記
位于洪湖市 位於洪湖市
处于田间地头 處於田間地頭
余主任 余主任
业余主任 業餘主任
扩大余地 擴大餘地
剩余干部 剩餘幹部
钟书记 鍾書記
牵头发展 牽頭發展
带头发言 帶頭發言
理发店 理髮店
国家具有 國家具有
大家具体负责 大家具體負責
法制作用 法制作用
非法制作 非法製作
飞机制造 飛機製造
登记编制造册 登記編制造冊
能手表彰 能手表彰
机关系统 機關系統
联系统计局 聯繫統計局
六个不准 六個不准
数字不准确 數字不準確
标准入库 標準入庫
底数拿不准 底數拿不準
名单只在这里 名單只在這裡
一只羊 一隻羊
朱色印章 朱色印章
上周边会边改 上周邊會邊改
汇报 匯報
批复 批復
围绕着中心 圍繞著中心
沿着道路 沿著道路
成效显著 成效顯著
专著 專著
吉林省松原市乾安县 吉林省松原市乾安縣
吉安市新干县 吉安市新干縣
濮阳市范县 濮陽市范縣
更新干部档案 更新幹部檔案
郴州市苏仙区 郴州市蘇仙區
""".split("\n")[1:-1]  # noqa: SIM905


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_of_reports_is_written_right_and_reads_back(phrase):
    hans, hant = phrase.split()
    assert to_script(hans, "hant") == hant
    assert to_script(hant, "hans") == hans


def test_the_name_of_every_region_goes_there_and_back():
    with settings.REGIONS_FILE.open(encoding="utf-8") as file:
        names = {name for row in csv.DictReader(file) for name in (row["name"], f"中共{row['name']}委员会")}
    assert len(names) > 5_000
    assert [name for name in names if to_script(to_script(name, "hant"), "hans") != name] == []
    assert [name for name in names if to_script(name, "hans") != name] == []


@pytest.mark.parametrize(
    ("name", "hant"),
    [
        ("范县", "范縣"), ("新干县", "新干縣"), ("余干县", "餘干縣"), ("大余县", "大余縣"), ("扶余市", "扶餘市"), ("岳西县", "岳西縣"),
        ("安岳县", "安岳縣"), ("岳阳市", "岳陽市"), ("苏仙区", "蘇仙區"), ("徐汇区", "徐匯區"), ("浮梁县", "浮梁縣"), ("石拐区", "石拐區"),
        ("紫云苗族布依族自治县", "紫雲苗族布依族自治縣"), ("凌河区", "凌河區"), ("于都县", "于都縣"), ("台州市", "台州市"), ("钟山县", "鍾山縣"),
        ("乾安县", "乾安縣"), ("郁南县", "鬱南縣"), ("仪征市", "儀徵市"), ("谷城县", "穀城縣"), ("塔什库尔干塔吉克自治县", "塔什庫爾干塔吉克自治縣"),
    ],
)  # fmt: skip
def test_a_place_has_the_traditional_name_that_it_bears(name, hant):
    assert to_script(f"调到{name}任职", "hant")[2 : 2 + len(name)] == hant


def test_no_phrase_of_our_own_changes_the_length_or_leaves_its_class_of_characters():
    pairs = [pair.split(":") for pair in (*phrases.TO_HANT, *phrases.TO_HANS)]
    assert len(pairs) == len({tuple(pair) for pair in pairs})
    assert [pair for pair in pairs if len(pair[0]) != len(pair[1]) or fold(pair[0]) != fold(pair[1])] == []
    assert not [pair for pair in pairs if re.search(r"[，。、；：？！\s]", "".join(pair))]


def test_the_traditional_interface_speaks_the_words_of_one_region():
    catalog = (settings.BASE_DIR / "locale/zh_Hant/LC_MESSAGES/django.po").read_text("utf-8")
    written = "\n".join(line for line in catalog.splitlines() if line.startswith("msgstr"))
    others = [
        "賬號",
        "導出",
        "字節",
        "接口",
        "界面",
        "打印",
        "鏈接",
        "服務器",
        "網絡",
        "數據",
        "軟件",
        "磁盤",
        "信息",
        "文件名",
        "上傳文件",
        "默認",
        "屏幕",
        "硃色",
        "名單隻",
        "登錄",
        "“",
        "”",
    ]
    assert [word for word in others if word in written] == []
