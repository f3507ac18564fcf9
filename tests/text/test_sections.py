"""What was done, what is wrong, what comes next, what was learnt: the sections of a report."""

from __future__ import annotations

import pytest

from archive.text.sections import split_sections

LETTERS = {"overview": "O", "measures": "M", "problems": "P", "next": "N", "lessons": "L"}


def letters(*lines: str) -> str:
    """Return the letter of each line's section."""
    text = "\n".join(lines)
    sections, starts = split_sections(text), [len("\n".join(lines[:at])) + bool(at) for at in range(len(lines))]
    return "".join(
        next(LETTERS[section.kind] for section in sections if section.start <= at < section.end) for at in starts
    )


def test_headings_rule_what_follows_them_and_a_sign_off_is_no_plan():
    lines = (
        "关于抓党建工作情况的报告", "一、主要做法", "（一）抓班子。调整书记4名。", "二、存在问题", "一是阵地不平衡。", "三、下步打算",
        "明年先补短板。", "特此报告。",
    )  # fmt: skip
    assert letters(*lines) == "OMMPPNNO"


def test_words_of_trouble_in_a_heading_of_doing_are_no_problem():
    assert letters("问题的提出与研究方法", "破解“三难”问题", "聚焦问题短板，建强队伍。") == "OOO"


def test_running_text_turns_to_problems_and_plans():
    assert (
        letters(
            "某县党建工作总结",
            "全年新建支部12个。",
            "看到成绩的同时，也要看到不足。一是经费偏少。",
            "下一步，我们将选派指导员。",
        )
        == "OOPN"
    )


def test_a_turn_lasts_to_the_next_heading_where_a_report_has_headings():
    lines = (
        "一、工作回顾",
        "新建支部12个。",
        "同时也要清醒看到，工作还有不少短板。",
        "一是经费偏少。",
        "二、明年工作安排",
        "选派指导员。",
    )
    assert letters(*lines) == "MMPPNN"


def test_a_plan_lasts_to_the_end():
    lines = ("一、工作回顾", "新建支部。", "二、今后五年的目标任务", "抓班子。", "三、全面加强政府自身建设", "转作风。")
    assert letters(*lines) == "MMNNNN"


def test_spoken_headings_are_headings():
    assert letters("先说做法。", "支部开会。", "有些没做成", "钱没要到。", "最后说打算。", "再去要。")[2:] == "PPNN"


def test_a_heading_may_open_its_own_paragraph():
    lines = ("一、主要做法。抓好班子。", "二、存在的问题。一是经费偏少，二是队伍老化。", "三、下步打算。明年先补阵地。")
    assert letters(*lines) == "MPN"


@pytest.mark.parametrize(
    ("heading", "letter"),
    [
        ("四、存在的困难和问题", "P"),
        ("（三）当前面临的突出短板", "P"),
        ("问题与不足", "P"),
        ("三、困境及成因分析", "P"),
        ("四、冷思考：热气底下的几点凉意", "P"),
        ("三、2024年重点工作", "N"),
        ("五、今后努力方向", "N"),
        ("下一步怎么改", "N"),
        ("三、整改措施", "N"),
        ("四、几点启示", "L"),
        ("三、经验与体会", "L"),
        ("五、对策建议", "L"),
        ("二、工作开展情况", "M"),
        ("二、整改落实情况回顾", "M"),
        ("一、坚持问题导向，强化责任", "O"),
        ("（二）解决群众急难愁盼问题", "O"),
        ("三、补齐基础设施短板", "O"),
        ("一、基本情况", "O"),
    ],
)
def test_a_heading_is_classed_by_its_words(heading, letter):
    assert letters("某镇党建工作汇报", heading, "正文一段。")[1:] == letter * 2


def test_a_section_tells_its_heading_and_why():
    text = "某县总结\n二、存在问题\n一是经费偏少。\n下一步，我们将选派指导员。"
    _, problems, after = split_sections(text)
    assert (text[slice(*problems.heading)], problems.why) == ("二、存在问题", "heading")
    assert (after.kind, after.heading, after.why) == ("next", None, "plan")


def test_both_scripts_have_the_same_sections():
    assert letters("某鎮黨建工作匯報", "三、存在的問題", "一是隊伍老化。", "四、下一步打算", "加強培訓。") == "OPPNN"


@pytest.mark.parametrize("text", ["", " \n\u3000\n"])
def test_a_text_without_words_has_no_section(text):
    assert split_sections(text) == ()


def test_a_heading_of_the_same_kind_below_another_ends_nothing():
    lines = ("某社区汇报", "一、存在突出问题", "（一）存在主要问题", "经费偏少。", "（二）工作思路不清", "缺少办法。")
    assert letters(*lines) == "OPPPPP"


def test_but_with_troubles_behind_is_a_turn():
    assert letters("某县汇报", "总体是好的，但与新任务的要求相比，还存在着一些不容忽视的问题。") == "OP"


def test_points_go_on_with_the_turn_before_them():
    lines = (
        "某县汇报",
        "然而，工作中存在一些问题，需要解决。",
        "首先，覆盖面不够广。",
        "其次，形式单一。",
        "各支部照常开会。",
    )
    assert letters(*lines) == "OPPPO"


@pytest.mark.parametrize(
    ("letter", "lines"),
    [
        ("OP", ("调研情况", "通过调研，当前存在着进度不平衡，结构不优，人才缺乏等不足。")),
        ("OO", ("整治情况", "针对当前存在着的场所偏小，设备老化等问题，逐项整改。")),
        ("OP", ("某村情况", "由于山大人稀，交通不便，资源匮乏，该村发展还存在很多困难。")),
        ("OPO", ("某乡调研", "这几年入党的人多了，但全乡党员队伍存在老龄化问题。", "结论")),
        ("OPP", ("社区情况", "一、工作现状（存在的主要问题） 通过调研，一是阵地偏小。", "二是活动偏少。")),
        ("OP", ("某镇汇报", "二、脱贫中存在的主要问题对照方案和要求逐项自查，梳理出的如下：一是产业偏弱。")),
        ("OPP", ("某社区", "近年来，社区党建问题也日益凸显。", "首先，覆盖面不够广。")),
        ("OOP", ("调查", "形势是好的。同时，还存在两个不容忽视的问题：", "一是年轻党员少。")),
        ("ONNN", ("组织生活会", "今后，支部要抓好以下几个方面的工作：", "一要抓学习。", "二要抓融合。")),
        ("ON", ("公开年报", "在2020年的公开工作中，我街道将从以下三方面进行改进：一是深入一线。")),
        ("ON", ("某乡推进会", "乡村振兴是重大任务，下一步，某乡将加快补短板。")),
        ("ONNN", ("某镇年度", "今年的主要预期目标是：生产总值增长6%。", "为此，我们将集中力量做好以下几个方面的工作：", "（一）抓招商")),
        ("OPPNNO", ("年报", "五、存在的主要问题及改进情况", "还存在一些差距。针对上述问题，我街将通过以下措施加以改进：", "（一）加强组织。", "明确人员。", "六、其他需要报告的事项")),
        ("OPPNN", ("通报", "二、存在问题", "1.记录不全。", "三、整改要求", "1.规范记录。")),
        ("OPP", ("两新调研", "二、主要问题在非公企业中开展工作有难处，业主顾虑多。", "（一）组建难。")),
        ("OPPPP", ("自查", "但对标对表，还存在一些问题，主要表现在：", "一、对工作的认识不足", "有的等靠。", "二、学得不深入")),
        ("OP", ("项目部", "项目部党组织在国外开展活动存在以下几个先天不足：一是远离祖国。")),
        ("OP", ("支部会", "会上各委员逐一汇报。同时，也对支部工作的不足作了深刻剖析。一是落实不严。")),
        ("ON", ("学校", "党员是领路人。在以后的工作中我们将努力带头。")),
        ("OPP", ("某县", "2.组织生活质效不够到位。有的只重次数。", "3.管理监督措施不够有力。有的偏松。")),
        ("NNN", ("某镇2021年重点工作安排", "（一）抓好换届。", "（二）打造示范点。")),
        ("OON", ("某镇2021年工作总结和工作计划", "（一）抓好换届。", "据悉，镇里办了三期班。下一步，某镇将办到村。")),
        ("OMPP", ("街道一周", "一、一周工作亮点", "二、一周工作挑战", "1. 资源不均")),
    ],
)  # fmt: skip
def test_running_text_and_run_on_headings_tell_troubles_and_plans(letter, lines):
    assert letters(*lines) == letter


def test_what_a_year_is_to_reach_opens_the_plan_whatever_the_heading_says():
    told = "一、2024年工作回顾\n新建支部3个。\n二、2025年工作总体要求和重点任务\n今年是收官之年。\n（一）抓队伍\n新建支部5个。"
    assert [each.kind for each in split_sections(told)] == ["measures", "next"]
    silent = "一、2024年工作回顾\n新建支部3个。\n二、牢记使命勇担当\n今年经济社会发展主要预期目标是：增长5%。\n（一）抓队伍\n新建支部5个。"
    assert [each.kind for each in split_sections(silent)] == ["measures", "overview", "next"]
    assert split_sections(silent)[-1].end == len(silent)
