"""Shapes of pages: how they set titles, and which of several places they are about; every word here is our own."""

from __future__ import annotations

from tests.text.shapes import BODY, PROSE, TITLE, Shape, titled

SHAPES_OF_TITLES = [
    Shape(
        "title in two lines with a dash",
        titled(title="把话筒交给群众\n——通渭县整顿软弱涣散村党组织见闻"),
        {"title": "把话筒交给群众——通渭县整顿软弱涣散村党组织见闻"},
    ),
    Shape(
        "title with the name of its site behind it",
        titled(title=f"{TITLE}-陇中先锋网"),
        {"title": TITLE},
    ),
    Shape(
        "author and title above the text, no label at all",
        f"何爱芸\n整顿软弱涣散村党组织的账怎么算\n何爱芸\n{PROSE}\n整顿软弱涣散村党组织，算的是民心账。",
        {"title": "整顿软弱涣散村党组织的账怎么算", "author": "何爱芸"},
    ),
    Shape(
        "the uploader's site and the day of upload",
        f"乡镇党委党建工作汇报\n发布时间：2021-04-12 10:20 来源：网络整理 作者：admin\n{PROSE}",
        {"title": "乡镇党委党建工作汇报", "date": "2021-04-12", "source": None, "author": None, "region": None},
    ),
    Shape(
        "the plan of a year to come is not the date",
        titled("截至2030年12月31日，全县整顿任务全部完成。"),
        {"date": None},
    ),
    Shape(
        "the page's clock",
        titled("今天是2026年3月1日 星期日"),
        {"date": None},
    ),
    Shape(
        "masks with blanks",
        f"各位代表：\n中共 * 市 * 镇第四次代表大会，是一次重要大会。\n{PROSE}\n这几年，* 镇党委把支部建在一线。",
        {"region": None, "date": None},
    ),
    Shape(
        "a county's report in a province's paper",
        titled("2021-05-06 来源：甘肃日报"),
        {"region": "621121", "source": "甘肃日报"},
    ),
    Shape(
        "the author's unit in another province",
        f"村级组织整顿的成本研究\n许小翾\n（浙江大学 公共管理学院，浙江 杭州 310058）\n{PROSE}",
        {"region": None, "author": "许小翾"},
    ),
    Shape(
        "two banners' names said short in the title of a province",
        f"甘肃通渭：整顿不走过场\n甘肃省定西市通渭县{PROSE}",
        {"region": "621121", "title": "甘肃通渭：整顿不走过场"},
    ),
    Shape(
        "a case in one city, told by a journal of another",
        "\n".join(
            (
                "党建引领村级治理的内在逻辑",
                "2024-01-21 10:00程小方",
                "中共乐山市委党校学报 2024年1期",
                "新昌县是浙江省较早推行村务公开的县。" + PROSE,
                "新昌县的做法可以归结为三句话，每一句都写进了乡规民约。",
            )
        ),
        {"region": "330624", "source": "中共乐山市委党校学报", "date": "2024-01-21"},
    ),
    Shape(
        "a city's report that tells of three counties",
        f"定西市整顿软弱涣散村党组织综述\n全市一盘棋。\n在通渭县，{PROSE}\n在陇西县，{PROSE}\n在岷县，{PROSE}",
        {"region": "621100"},
    ),
    Shape(
        "the author above an abstract, no title at all",
        "刘小莹\n摘 要：社区是治理的基本单元。笔者以河南省漯河市郾城区沙北街道、临颍县城关街道的社区为对象作了调查。\n"
        f"关键词：漯河市；党建引领\n一、主要做法\n近年来，我市把抓基层当作长远之计。{PROSE}\n召陵区天桥街道先行一步。",
        {"title": None, "author": "刘小莹", "region": "411100"},
    ),
    Shape(
        "columns of the site, then a clock glued to labels",
        f"要闻    |    视频    |    原创    |    市州新闻\n\n{TITLE}\n2025-03-03 15:23:51来源:陇上国际在线责编:蒋小硕\n\n{BODY}",
        {"title": TITLE, "date": "2025-03-03", "source": "陇上国际在线", "author": None},
    ),
    Shape(
        "the reporter's name alone behind 讯",
        f"{TITLE}\n\n陇上论坛网讯（王小博）{BODY}",
        {"title": TITLE, "source": "陇上论坛网", "author": "王小博"},
    ),
    Shape(
        "an agency's report with its time of sending",
        f"{TITLE}\n发稿时间: 2021-08-20 10:10    来源: 新华网\n\n新华社兰州8月19日电 题：{TITLE}\n\n新华社记者高小楠\n\n{BODY}",
        {"title": TITLE, "date": "2021-08-20", "source": "新华网", "author": "高小楠", "region": "621121"},
    ),
    Shape(
        "a county's measures, its city named for a plan",
        f"（资料图）\n今年以来，肥西县以“五项行动”为抓手。落实合肥市三年行动计划。{PROSE}\n如铭传乡新光社区，{PROSE}",
        {"title": None, "region": "340123", "date": None},
    ),
    Shape(
        "a village of a county as the case of a study",
        "\n".join(
            (
                "村级治理的内在逻辑与路径",
                "2024-01-21 09:51程小方",
                "中共乐山市委党校学报 2023年6期",
                "摘   要：村级治理是使命自觉。浙江省新昌县H村探索村级治理的内在逻辑与路径。",
                PROSE,
            )
        ),
        {"region": "330624", "author": "程小方", "date": "2024-01-21"},
    ),
    Shape(
        "a heading above the text, no title",
        f"工作背景\n近年来，通渭县在工作中摸索。{PROSE}\n工作做法\n{PROSE}\n以此为背景，{PROSE}",
        {"title": None, "region": "621121"},
    ),
    Shape(
        "a column's name above the text, no title",
        f"党建动态\n{BODY}\n党建工作迈上新台阶。",
        {"title": None, "region": "621121"},
    ),
    Shape(
        "the first of a collection",
        f"- 目录\n篇一 乡党委关于整顿软弱涣散村党组织的工作报告\n{PROSE}\n整顿软弱涣散村党组织，乡党委一竿子插到底。",
        {"title": "乡党委关于整顿软弱涣散村党组织的工作报告", "region": None},
    ),
    Shape(
        "warnings of the machine above the title",
        f"Warning: Invalid argument in /www/index.php on line 12\n{TITLE}\n{BODY}",
        {"title": TITLE},
    ),
    Shape(
        "the line of a newspaper's publishing system",
        f"2019年08月24日\n第02版:要闻 PDF版\n{BODY}\n"
        f"2019-08-24 谢永 孙维 1 1 陇中日报 content_76432.html 1 {TITLE} /enpproperty-->",
        {"title": TITLE, "date": "2019-08-24", "source": "陇中日报", "author": "谢永、孙维"},
    ),
    Shape(
        "the line of a publishing system, with a title of two lines",
        f"第A06版:区域\n\n通渭县住建局携手马营镇\n\n开展结对共建活动\n\n本报讯（通讯员夏小婷）{BODY}\n"
        "2023-08-23 通渭县住建局携手马营镇 1 1 陇中日报 content_146797.html 1 3 开展结对共建活动 /enpproperty-->",
        {
            "title": "通渭县住建局携手马营镇 开展结对共建活动",
            "date": "2023-08-23",
            "source": "陇中日报",
            "author": "夏小婷",
            "region": "621121",
        },
    ),
    Shape(
        "a clock behind the kind of the page",
        f"马营镇某村\n\n联合创作 · 2023-09-28 16:38\n\n{BODY}",
        {"date": "2023-09-28"},
    ),
    Shape(
        "a source that holds a name in marks",
        titled("2023-08-18 10:00 来源：《陇中》周刊 作者：金小璐"),
        {"source": "《陇中》周刊", "author": "金小璐"},
    ),
    Shape(
        "an agency's regional desk",
        f"中新网甘肃新闻3月18日电 近日，{BODY}",
        {"source": "中新网甘肃新闻", "date": None, "region": "621121", "title": None},
    ),
    Shape(
        "the whole country, with examples of many provinces",
        "软弱涣散党组织怎样跟上趟\n四川广元市平溪乡毛坝村村民喜上眉梢。近年来，全国各地集中整顿软弱涣散党组织。\n"
        f"据统计，全国软弱涣散党组织已有九成转化。{PROSE}\n安徽摸清底数，甘肃开门评议，浙江评星定级，宁夏拉网排查。{PROSE}\n"
        "河南选派第一书记，湖南请群众打分，广东定期回访。全国农村面貌为之一新。",
        {"region": None},
    ),
    Shape(
        "a province-level city with examples of its districts",
        f"今年以来，天津市把支部建在楼门里。{PROSE}\n在北辰区，{PROSE}\n在和平区，{PROSE}\n天津还将在全市推开。",
        {"region": "120000"},
    ),
    Shape(
        "a city of an agency's title, the district only the place of a scene",
        f"吉林长春“三长”联动：给社区减负\n2021-08-20 10:10 来源：新华网\n“单子都填完了。”长春市绿园区青年路街道网格长说。"
        f"\n长春市民政局负责人介绍，长春在全市社区建立联动机制。{PROSE}",
        {"region": "220100", "source": "新华网"},
    ),
    Shape(
        "a report of the days before a city was one, with its year in the text",
        f"铜仁市村级组织建设工作总结\n2009年，铜仁市把村级组织建设放在首位。{PROSE}\n到2009年底，全市村级组织建设有了新起色。",
        {"region": "520602"},
    ),
    Shape(
        "words that are names of places",
        f"全面推进乡村振兴，同心协力整合资源，平安和谐、友好合作，共创和平光明的新局面。\n{PROSE}\n乡村振兴，公安先行。",
        {"region": None},
    ),
]
