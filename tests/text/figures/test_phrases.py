"""What a number counts, and which deed."""

from __future__ import annotations

import pytest

from tests.text.figures.read import figures, rows


@pytest.mark.parametrize(
    ("text", "noun", "action"),
    [
        # The noun before the number, behind the verb.
        ("排查确定软弱涣散村党组织37个", "软弱涣散村党组织", "排查确定"),
        ("投入资金约1.2亿元", "资金", "投入"),
        ("新建改建村级阵地86处", "村级阵地", "新建改建"),
        ("全年完成投资141.6亿元", "投资", "完成"),
        ("争取上级资金20.2亿元", "上级资金", "争取"),
        ("推动金融机构新增普惠小微贷款8.31亿元", "普惠小微贷款", "新增"),
        ("“连心”工程方面走访农户1117户", "农户", "走访"),
        ("帮助困难党员销售农产品230吨", "农产品", "销售"),
        ("旱厕改造477户", "旱厕改造", "改造"),
        ("组织排查入境人员169人", "入境人员", "组织排查"),
        ("全村在册人口共有169户", "在册人口", "有"),
        ("新建休闲娱乐场所3处", "休闲娱乐场所", "新建"),
        ("XX县共有行政村***个", "行政村", "有"),
        # The noun behind the number.
        ("选派48名示范社区党组织书记到省城学习", "示范社区党组织书记", "选派"),
        ("全市二千六百多名机关党员到社区报到", "机关党员", "报到"),
        ("12个项目获得扶持", "项目", "获得"),
        ("约谈了5名乡镇党委书记", "乡镇党委书记", "约谈"),
        ("解决3个群众反映强烈的问题", "群众反映强烈的问题", "解决"),
        ("为2300多家企业落实扶持补贴", "企业", "落实"),
        # The deed behind the noun.
        ("年内完成13个软弱涣散村党组织的整顿工作", "软弱涣散村党组织", "整顿"),
        ("实施3个乡村振兴示范点建设", "乡村振兴示范点", "建设"),
        # The subject of a verb of change or state.
        ("固定资产投资完成157.5亿元", "固定资产投资", "完成"),
        ("规模以上工业增加值增长14.5%", "规模以上工业增加值", "增长"),
        ("总产值突破1000亿元大关", "总产值", "突破"),
        ("村集体经济年收入20万元以上的村达到113个", "村", "达到"),
        ("水产品年产量达10000余吨", "水产品年产量", "达"),
        # No deed.
        ("办结率98.6%", "办结率", ""),
        ("总投资290.5亿元", "总投资", ""),
        ("城镇居民人均可支配收入37757元", "城镇居民人均可支配收入", ""),
    ],
)
def test_the_noun_and_the_deed_stand_where_the_clause_has_them(text, noun, action):
    (row,) = rows(text + "。")
    assert row[2:] == (noun, action)


def test_an_empty_clause_takes_the_noun_of_the_number_before():
    assert rows("2019年排查确定软弱涣散村党组织37个，当年整顿转化34个。") == [
        ("37", "个", "软弱涣散村党组织", "排查确定"),
        ("34", "个", "软弱涣散村党组织", "整顿转化"),
    ]


def test_who_does_the_deed_is_not_what_is_counted():
    assert [row[2] for row in rows("移交线索23条，公安机关正在核查4件。")] == ["线索", "线索"]


def test_where_people_come_from_is_not_what_is_counted():
    (figure,) = figures("从县直单位选派23人。")
    assert (figure.noun, figure.action_in("从县直单位选派23人。"), figure.sure) == ((), "选派", False)


def test_the_subject_may_stand_in_the_clause_before():
    text = "村集体收入翻了一番，达到46万元。"
    (figure,) = figures(text)
    assert (figure.noun_in(text), figure.action_in(text), figure.rule) == ("村集体收入", "达到", "clause-before")


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("党员干部带头捐款12.6万元", "捐款"),
        ("选派县直单位优秀年轻干部到村任职46名", "县直单位优秀年轻干部"),
        ("全县贷款余额143.6亿元", "贷款余额"),
        ("建设高标准农田1万亩", "高标准农田"),
        ("其中正式党员229人", "正式党员"),
        ("27个新增债券资金项目获得扶持", "新增债券资金项目"),
        ("42个村登记后备干部126名", "村"),
        ("新建培训基地3个", "培训基地"),
        ("整改完成率96.4%", "整改完成率"),
        ("粮食播种面积稳定在7100万亩以上", "粮食播种面积"),
        ("水土保持率提升至77.6%", "水土保持率"),
        ("全社会研发投入年均增长11.6%", "全社会研发投入"),
        ("脱贫地区农村居民收入增长6.3%", "脱贫地区农村居民收入"),
        ("人均预期寿命提高到75.3岁", "预期寿命"),
        ("水利建设投资翻番、达2734.3亿元", "水利建设投资"),
        ("带动销售金额905亿元", "销售金额"),
        ("抓好4个抽水蓄能电站", "抽水蓄能电站"),
        ("美丽城镇建设覆盖全省93%的建制镇", "建制镇"),
        ("打造幸福河湖100条（个）", "幸福河湖"),
    ],
)
def test_names_are_whole_and_end_where_they_end(text, noun):
    assert rows(text + "。")[0][2] == noun


def test_a_place_where_something_is_so_has_no_deed():
    assert rows("总量在全省91个县中继续排名前列。") == [("91", "个", "县", "")]


def test_a_subject_of_its_own_does_not_go_on_with_the_deed_before():
    assert rows("选聘专职书记584名，全市1886名书记平均年龄下降。")[1][3] != "选聘"


@pytest.mark.parametrize(
    ("text", "kind", "base"),
    [
        ("女党员占38%。", "share", None),
        ("在职教工党员占全体党员的比例为49.5%。", "share", "全体党员"),
        ("村占比达到九成。", "share", None),
        ("比上年减少8个。", "change", "上年"),
        ("矛盾纠纷较去年同期减少12起。", "change", "去年同期"),
        ("固定资产投资增长9.5%。", "change", None),
        ("覆盖率提高到95%。", "metric", None),
        ("选派干部56名。", "count", None),
    ],
)
def test_shares_and_changes_say_of_what(text, kind, base):
    (figure,) = figures(text)
    assert (figure.kind, figure.base.of(text) if figure.base else None) == (kind, base)


def test_a_change_in_a_list_is_of_the_number_before():
    assert rows("地区生产总值达到5.5万亿元、稳居全国前列、增长4.8%。")[1][2:] == ("地区生产总值", "增长")


def test_what_a_number_is_above_is_its_base():
    text = "规上工业增加值增长7.6%、高于全国1.7个百分点。"
    after = figures(text)[1]
    assert (after.noun_in(text), after.action_in(text), after.base.of(text), after.kind) == (
        "规上工业增加值",
        "高于",
        "全国",
        "change",
    )


def test_a_share_that_changed_is_no_share():
    text = "高新技术产业增加值占地区生产总值比重提升1.5个百分点。"
    (figure,) = figures(text)
    assert (figure.kind, figure.action_in(text), figure.base) == ("change", "提升", None)


@pytest.mark.parametrize(
    ("text", "noun", "action"),
    [
        ("整合28个村和甲、乙等5个镇的资金", "村", "整合"),
        ("带动12个村集体收入全部达到5万元", "村", "带动"),
        ("对7个村的办公经费作了核查", "村", "核查"),
        ("处置问题线索65件，立案29件", "立案", "立案"),
        ("生产总值根据省里的结果预计完成4725亿元", "生产总值", "完成"),
        ("指标实现程度超过93%", "指标实现程度", ""),
        ("在第一批安装43盏的基础上加装", "", "安装"),
        ("物价涨幅控制在3%以内", "物价涨幅", "控制"),
        ("中长期贷款余额增长15%", "中长期贷款余额", "增长"),
        ("全年累积帮扶资金200余万元", "帮扶资金", "累积"),
        ("农村党员年龄在60岁以上的74名", "农村党员", ""),
        ("采购路灯40盏实施亮化工程", "路灯", "采购"),
        ("一次拉通自来水14公里", "自来水", "拉通"),
        ("由1名书记、2名干部组成工作队", "书记", "组成"),
        ("每万人发明专利19.8件", "发明专利", ""),
        ("29项指标提前完成", "指标", "完成"),
        ("每年能为村集体增收7.8万元", "增收", "增收"),
        ("4项推进顺利", "", "推进"),
        ("会议决定减少贫困人口93户", "贫困人口", "减少"),
        ("11个支部活动不正常", "支部", "活动"),
        ("其中在岗党员21名", "在岗党员", ""),
        ("国民生产总值（GDP）实现41万元", "国民生产总值（GDP）", "实现"),
        ("蔬菜面积发展到2.8万亩", "蔬菜面积", "发展"),
        ("组建5个推进组、4个摸排小组", "推进组", "组建"),
    ],
)
def test_a_noun_holds_what_is_counted_and_nothing_of_its_neighbours(text, noun, action):
    assert rows(text + "。")[0 if not text.startswith("处置") else 1][2:] == (noun, action)


def test_people_behind_households_are_counted_under_the_same_name():
    assert [row[2] for row in rows("核实脱贫户1139户2631人。")] == ["脱贫户", "脱贫户"]


def test_money_with_a_deed_of_its_own_takes_no_noun_from_people():
    assert [row[2] for row in rows("选派干部5名，投入20万元。")] == ["干部", ""]


def test_what_a_plan_or_a_province_is_passed_by_is_the_base():
    text = "财政收入增长8%，超过全省0.4个百分点。"
    after = figures(text)[1]
    assert (after.noun_in(text), after.action_in(text), after.base.of(text)) == ("财政收入", "超过", "全省")


@pytest.mark.parametrize(
    ("text", "noun", "action"),
    [
        ("全县共有24个建档立卡贫困村", "建档立卡贫困村", "有"),
        ("某某村150亩菌菇基地已建成", "菌菇基地", "建成"),
        ("带动周边12个行政村发展蔬菜产业", "行政村", "带动"),
        ("培训人数占干部人数的五成", "培训人数", "占"),
        ("与10名科级以上干部谈话", "科级以上干部", "谈话"),
        ("一年创收7万元", "创收", "创收"),
        ("县级党委集中轮训书记43人次", "书记", "轮训"),
    ],
)
def test_names_and_deeds_of_news_are_read(text, noun, action):
    assert rows(text + "。")[0][2:] == (noun, action)


def test_a_bare_deed_counts_what_the_number_before_it_counts():
    assert [row[2:] for row in rows("排查居民17万人，集中隔离1.07万人。")] == [("居民", "排查"), ("居民", "集中隔离")]
    assert [row[2:] for row in rows("反馈问题25个，已完成整改19个。")][1][0] == "问题"
