"""Shapes of pages: how they set source, date and author; every word here is our own."""

from __future__ import annotations

from dataclasses import dataclass, field

PROSE = (
    "各支部把群众请到屋檐下，一件一件听、一条一条记，能当场办的当场办，办不了的写进台账，由包联干部限期回话。\n"
    "村里的路灯坏了半年没人管，老党员领着几个年轻人自己架梯子换灯泡，第二天村支书就把线路改造列进了年度清单。\n"
    "账目贴在墙上，谁都可以来问；会议开在院坝里，谁都可以来听。一年下来，矛盾少了，走动多了，集体的家底也厚了。"
)
NAMED = "通渭县把整顿软弱涣散村党组织当作头等大事，逐村过筛子，一村一策开方子。"
BODY = f"{NAMED}\n{PROSE}"
TITLE = "通渭县：整顿不走过场 群众说了才算"


@dataclass(frozen=True)
class Shape:
    """A page and the part of its card that the shape is about."""

    name: str
    text: str
    card: dict[str, str | None]
    url: str = field(default="")


def titled(*head: str, title: str = TITLE, body: str = BODY, end: tuple[str, ...] = ()) -> str:
    return "\n".join((title, *head, body, *end))


SHAPES_OF_LABELS = [
    Shape(
        "source line of a government site",
        titled("2020-06-22 08:00:00 来源:通渭县人民政府 作者:温石头 责任编辑:康平 字号:T|T"),
        {"title": TITLE, "date": "2020-06-22", "source": "通渭县人民政府", "author": "温石头", "region": "621121"},
    ),
    Shape(
        "date and clock glued to the names of the authors, the journal's issue below",
        "\n".join(
            (
                "整顿软弱涣散村党组织的基层逻辑",
                "2021-04-14 23:00张立涛",
                "陇中论坛 2021年2期",
                "关键词:整顿农村基层",
                "张立涛",
                PROSE.replace("村里", "整顿软弱涣散村党组织，要看基层的逻辑。村里"),
            )
        ),
        {"title": "整顿软弱涣散村党组织的基层逻辑", "date": "2021-04-14", "source": "陇中论坛", "author": "张立涛"},
    ),
    Shape(
        "date glued to the name of an organ",
        titled("2022-11-12中共通渭县委组织部", "支部生活 2022年10期", "□ 中共通渭县委组织部"),
        {"date": "2022-11-12", "source": "支部生活", "author": "中共通渭县委组织部", "region": "621121"},
    ),
    Shape(
        "paper, date and clock, glued to the text",
        "\n".join((TITLE, f"陇中日报 2021-01-21 06:51:44近年来,{BODY}")),
        {"title": TITLE, "date": "2021-01-21", "source": "陇中日报"},
    ),
    Shape(
        "address, date and paper without a label",
        titled("http://www.example.com.cn 2005年11月20日06:55 陇上在线-陇中都市报"),
        {"date": "2005-11-20", "source": "陇上在线-陇中都市报"},
    ),
    Shape(
        "labels without a blank between the clock and the next",
        titled("时间:2010年08月10日 11时20分来源:《陇中党建》作者:毕小奇"),
        {"date": "2010-08-10", "source": "陇中党建", "author": "毕小奇"},
    ),
    Shape(
        "the uploader, and a label of time without a colon",
        titled("发布者:新时代志愿者 时间2021-03-26", "本报记者 陈立英"),
        {"date": "2021-03-26", "source": None, "author": "陈立英"},
    ),
    Shape(
        "the site's date, column and source below the title",
        titled("2020年09月25日09:12  来源：人民网-甘肃频道"),
        {"date": "2020-09-25", "source": "人民网-甘肃频道"},
    ),
    Shape(
        "a reporter's line of 消息, the year in the address",
        f"央广网兰州4月1日消息（记者 王进文）{BODY}",
        {"title": None, "date": "2025-04-01", "source": "央广网", "author": "王进文", "region": "621121"},
        "http://example.com/gs/20250401/t20250401_527.shtml",
    ),
    Shape(
        "an agency's line with the report's title in it",
        f"发布时间：2024-11-22 01:57:56 来源: sp20241122\n中新网 兰州7月26日电 题：{TITLE}\n作者 杨杰 钟大劲\n{BODY}",
        {"title": TITLE, "author": "杨杰 钟大劲", "source": "中新网"},
    ),
    Shape(
        "a local site's line",
        f"陇中新闻网讯（通讯员 黄大吉）{BODY}\n责任编辑：李平",
        {"source": "陇中新闻网", "author": "黄大吉", "date": None, "title": None},
    ),
    Shape(
        "a newspaper's electronic page",
        "\n".join(("2019年08月24日", "第02版:要闻 PDF版", "", TITLE, "", f"本报讯（记者 谢永 通讯员 孙维）{BODY}")),
        {"title": TITLE, "date": "2019-08-24", "author": "谢永、孙维"},
    ),
    Shape(
        "labels in a list, one empty",
        "\n".join(
            ("请输入搜索词", "党建动态", "", TITLE, "", "• 来源:", "• 发布时间:2020-08-08", "• 点击量:", "", BODY)
        ),
        {"title": TITLE, "date": "2020-08-08", "source": None},
    ),
    Shape(
        "a breadcrumb, and the site's spam above the title",
        "\n".join(("首页>社会>社会聚焦", TITLE, "人民时政网5月8日电（记者 贾小宁）" + BODY)),
        {"title": TITLE, "source": "人民时政网", "author": "贾小宁", "date": "2025-05-08"},
        "http://example.com/c/2025-05-08/3718494.shtml",
    ),
    Shape(
        "contributed by an organ, in brackets at the end",
        titled(end=("（通渭县委组织部供稿）",)),
        {"source": "通渭县委组织部", "region": "621121"},
    ),
    Shape(
        "a signature of organ and date",
        titled(title="关于整顿软弱涣散村党组织情况的报告", end=("中共通渭县委组织部", "2019年11月20日")),
        {"date": "2019-11-20", "author": "中共通渭县委组织部", "region": "621121"},
    ),
    Shape(
        "a signature with the date in Chinese digits",
        titled(end=("中共通渭县委", "二〇一九年十一月二十日")),
        {"date": "2019-11-20"},
    ),
    Shape(
        "brackets around date and names at the end",
        titled(end=("（作者：甘立军）",)),
        {"author": "甘立军"},
    ),
]
