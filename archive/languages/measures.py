"""The words of the measures (做法) that the archive comes with: their groups, their notes, and the names that English explains.

The list itself is the editors' (migration 0005 wrote its beginning). What they write anew stays as they wrote it.
"""

#: Groups and notes: translated where a page shows exactly these words.
WORDS = (
    "组织建设",
    "带头人与队伍",
    "治理与发展",
    "每年倒排整顿的基层党组织，早些年多称后进。",
    "支部党员大会、支部委员会会议、党小组会和党课。",
    "村级重大事项的议事程序，河南邓州先称“4+2”。",
    "几个支部、单位或片区合起来办事。",
    "单位党组织和在职党员到社区报到。",
    "党组织书记兼任村（居）委会主任。",
    "上级选派到村任职的干部。",
    "书记抓基层党建的年度述职与考核。",
    "北京市由“街乡吹哨、部门报到”发展而来。",
)
#: Names stay Chinese, since reports say them; an English page explains them. Context of the catalog: GLOSS.
GLOSS = "释义"
NAMES = (
    *(
        "软弱涣散",
        "三会一课",
        "四议两公开",
        "主题党日",
        "标准化规范化",
        "党建联盟",
        "支部联建",
        "民主评议党员",
        "双报到",
        "党务公开",
    ),
    *(
        "一肩挑",
        "第一书记",
        "两委换届",
        "发展党员",
        "流动党员",
        "领头雁",
        "后备干部",
        "驻村工作队",
        "党员教育",
        "述职评议",
    ),
    *(
        "集体经济",
        "网格化",
        "积分制",
        "接诉即办",
        "党建引领",
        "红色物业",
        "乡村振兴",
        "党群服务中心",
        "移风易俗",
        "小微权力",
    ),
)
