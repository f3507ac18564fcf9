"""Lines in which a page describes itself: 来源:… 时间:… 浏览量:… 【大 中 小】 分享到 … 共计2620个字.

A rule cuts a line only if it knows every piece: a label with its value, a date, a count, a button. So a line of prose
stays, whatever words it shares with the labels (来源于群众, 经验分享会).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.clean.page import Cut, Page, PageLine
from archive.text.credits.people import has_usual_surname

_LONGEST = 120
_FIRST_LINES = 6
_SOURCE = (
    "本文来源|文章来源|信息来源|稿件来源|新闻来源|资料来源|内容来源|来源|稿源|出处|转载自|转自|信息提供|供稿单位|供稿|来稿单位"
    "|发布机构|发布单位|发文机关|责任部门|当前报纸名称|本文转自|本文转载自|来源于|来自|摘自|原载|刊载|(?:此篇|本篇)文章最开始出处为"
)
_TIME = (
    "发布时间|发布日期|发表时间|发表日期|更新时间|更新日期|录入时间|添加时间|上传时间|成文日期|发文日期|公开日期|生成日期|日期|时间"
    "|发布于|发布|更新|发表"
)
_PERSON = (
    "审核人|撰稿人|供稿人|上传人|责任编辑|本文编辑|执行编辑|值班编辑|责任校对|实习编辑|网络编辑|编辑|责编|编审|编校|初审|复审|终审|审核|审校|校对|校审|签发"
    "|本文作者|文章作者|特约记者|本报记者|实习记者|记者|特约通讯员|本报通讯员|通讯员|作者单位|作者简介|作者|撰稿|撰文|摄影|文图"
    "|文/图|图/文|小编|发布人|发布者|录入者|录入|上传者|上传用户|投稿|主编|监制|总监制|统筹|策划|美编|排版|后期|文|图"
)
_COUNT = (
    "点击量|点击数|点击率|点击次数|点击|浏览量|浏览数|浏览次数|浏览|阅读量|阅读数|阅读次数|阅读|访问量|访问次数|访问人数"
    "|网站访问人数|人气|评论数|评论|被引量|下载量|下载次数|下载|点赞|收藏数|转发"
)
_DOCUMENT = (
    "投稿邮箱|小编微信|文档页数|文档格式|文件格式|文件大小|文档大小|格式|大小|页数|文档编号|索引号|发文字号|文号|主题分类|分类|栏目|所属栏目|标签"
    "|编号|类型|字数|推荐度|下载价|版面|所属分类|公开形式|公开方式|公开范围|是否有效|有效性|信息分类|体裁分类|组配分类|报料热线|新闻热线|热线"
)
_BUTTON = (
    "分享至好友和朋友圈|用微信扫[描码]二维码|分享让更多人看到|分享到|分享至|分享|微信好友|微信|新浪微博|腾讯微博|微博|qq空间|qq好友|qq|朋友圈|豆瓣|人人网|复制链接|复制网址|打印本页"
    "|打印此页|打印本文|打印|关闭窗口|关闭本页|关闭此页|关闭|加入收藏|收藏本页|收藏本文|收藏|设为首页|返回顶部|返回首页|返回列表"
    "|返回|我要纠错|我要反馈|我要收藏|我有话说|收藏本文|收藏本页|已收藏|调整字体|放大字体|缩小字体|大字体|小字体|大字号|小字号|大字|小字|放大|缩小|扫一扫|正常|还原|加大|减小|赏|赞|纠错|举报|投诉|推荐|字体大小|字体|字号|大字体|中字体|小字体|特大号|大字号|中字号|小字号|大号|中号|小号|特大"
    "|大|中|小|默认|听全文|语音朗读|朗读|合集下载|下载本文|下载|微信扫一扫|手机版|评论|点赞|转发|领取福利|文字大小|保护视力色|打开app阅读全文|打开app|app下载|相关|top|a[+]|a[-]|t[+]|t[-]|a(?= |$)"
)
_LABELLED = re.compile(rf"^({_SOURCE}|{_TIME}|{_PERSON}|{_COUNT}|{_DOCUMENT}|{_BUTTON})[:/](.*)$")
_BEFORE_LABEL = re.compile(rf"((?:{_SOURCE}|{_TIME}|{_PERSON}|{_COUNT}|{_DOCUMENT}|字号|文字大小|字体大小) ?:)")
_KINDS = tuple(
    (kind, re.compile(rf"^(?:{labels})$"))
    for kind, labels in (
        ("source", _SOURCE),
        ("time", _TIME),
        ("person", _PERSON),
        ("count", _COUNT),
        ("document", _DOCUMENT),
        ("button", _BUTTON),
    )
)
_DATE = re.compile(
    r"^(?:19|20)\d\d(?:[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2}日?)?)?|年)(?:t?\d{1,2}[:时]\d\d(?:[:分]\d\d秒?|分)?)?$"
)
_MACHINE_DATE = re.compile(r"^(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLOCK = re.compile(
    r"^(?:上午|下午)?\d{1,2}(?::\d\d){1,2}$|^\d{1,2}时\d\d分?(?:\d\d秒?)?$|^(?:星期|周)[一二三四五六日天]$"
)
_GLUED_CLOCK = re.compile(r"(\d\d:\d\d:\d\d)(?=\D)")
_ISSUE = re.compile(r"^<[^<>]{2,24}>\s*\(?\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{0,10}版\s*\)?$")
_JOURNAL = re.compile(r"^(?:<[\u4e00-\u9fff]{2,16}> ?|[\u4e00-\u9fff]{2,16} )(?:19|20)\d\d年第?\d{1,2}期$")
_GLUED_NAME = re.compile(r"^(?:19|20)\d\d-\d\d-\d\d(?: \d\d:\d\d ?([\u4e00-\u9fff]{2,12})|([\u4e00-\u9fff]{2,6}))$")
_READING_TIME = re.compile(
    r"^(?:(?:本文|全文)?(?:共计?|总计|约)?\d+个?字|字数\s*:\s*\d+字?)"
    r"(?:[, ]+(?:预计)?阅读(?:时长|时间|本文|全文)?(?:大?约|需要?|约需)?\s*\d+\s*分钟)?\.?$"
)
_TABLE_LABEL = re.compile(
    r"^(?:索引号|发文字号|文号|公开形式|公开方式|公开范围|责任部门|发布机构|发文机关|生成日期|成文日期|发文日期|发布日期|是否有效|有效性|主题分类|关键词)$"
)
_FILE_LABEL = re.compile(
    r"^[-*# ]*(?:文[档件]|有效性|是否有效|索引号|页数|发文字号|文号|公开[形方]式|公开范围|主题分类|大小\s*:\s*\d)"
)
_DOCUMENT_VALUE = re.compile(r"^(?:.{1,16}|[a-z0-9/_-]{1,40})$")
_EMPTY_LABEL = re.compile(r"^(?:有效性|是否有效|发文字号|索引号|主题分类|关键词|标签|责任编辑|编辑|来源|作者)\s*:$")
_EMPTY_TIME = re.compile(r"^(?:发布|发表|更新)?(?:日期|时间)\s*:$")
_NUMBER = re.compile(r"^\d[\d,]*(?:次|人次|人|个|条|页|分钟|kb|mb)?$|^\d+\.\d+(?:kb|mb)?$|^(?:次|kb|mb|条)$")
_WORDS = re.compile(
    r"^约?\d+字$|^(?:提示:)?全文\d*字$|^阅读需要\d*分钟$|^(?:本文|全文)?(?:共计?|总计|约)?\d+个?字(?:左右)?$|^(?:预计)?阅读(?:时长|时间|需要?|本文)?(?:约|需)?\d+分钟$"
)
_NOBODY = re.compile(r"^(?:admin|administrator|小编|管理员|佚名|匿名|未知|网友|网络|会员上传|网友上传)$")
_OUTLET = re.compile(r"^《?[\u4e00-\u9fff]{2,14}(?:报|网|刊|台|社|杂志|在线|发布|客户端|周刊|公众号)》?$")
_ADDRESS = re.compile(r"^(?:https?://)?(?:[a-z0-9-]+\.){1,4}(?:com|cn|net|org|gov|cc)(?:\.cn)?(?:/\S*)?$")
_NAME = re.compile(r"^[\u4e00-\u9fff·]{1,6}(?:[,/&][\u4e00-\u9fff·]{2,6}){0,6}$")
_UNIT = re.compile(r"^[\u4e00-\u9fff·<>()]{2,24}$")
_ACCOUNT = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}_)?[a-z0-9_*]{3,20}$")
_BUTTONS = re.compile(rf"^(?>{_BUTTON})++$")  # atomic: 字体大小 is also 字体, 大, 小
_BARE_PERSON = re.compile(rf"^(?:{_PERSON})$")
_BARE_DOCUMENT = re.compile(rf"^(?:{_DOCUMENT})$")
_BARE_COUNT = re.compile(
    rf"^(?:{_COUNT}|赞|赏|推荐|顶|踩)[(]?\d+[)]?(?:次|人)?$|^(?:\d+(?:人|条)?(?:参与|评论|跟[帖贴]|阅读|浏览|点赞|收藏|转发|网友评论))+$"
)
_DAY = re.compile(r"^\d{1,2}-\d{1,2}$")
_TIME_GLUED = re.compile(rf"^(?:{_TIME})(?=(?:19|20)\d\d[-/.])")
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]) ([\u4e00-\u9fff])(?: ([\u4e00-\u9fff]))? ?:")
_BRACKETED = re.compile(rf"^[\[(]({_SOURCE})[\])] ?")
_YEAR = re.compile(r"^(?:19|20)\d\d")
_ADDRESSES = re.compile(r"(?<![a-z0-9-])(?:[a-z0-9-]++\.){1,8}[a-z]{2,6}|(?<!\d)\d++\.\d+")
_SCAN = re.compile(r"扫一扫|扫码|扫描.{0,6}二维码|长按.{0,6}(?:识别|二维码)|识别二维码")
_SCAN_WORD = re.compile(r"微信|手机|本文|本页|这篇|文章|分享|转给|关注|福利|下载|公众号|阅读|app")
_LONGEST_SCAN = 40
_PIECES = re.compile(r"[ |\u2502]+")
_OPENED = str.maketrans('[]"', "   ")
_TRIMMED = "[]()<>{}-_,;*#●■◆▲□『』「」│•·★☆"
_PROSE = re.compile(r"[.!?;](?!\d)")
_HEADING_LIKE = frozenset(
    ("大", "中", "小", "推荐", "转发", "评论", "返回", "朗读", "举报", "投诉", "分享", "收藏", "相关")
)
_EVENTS = ("会", "会议", "活动", "工作", "总结", "报告", "建设", "党建")
_MEETING = re.compile(r"^(?:地点|参加|主持|出席|列席|记录|参会|会议)")


def self_descriptions(page: Page) -> Iterator[Cut]:
    """Cut whole lines of labels, dates, counts and buttons at the edges; counts and buttons alone anywhere."""
    interview = sum(line.key.startswith(("记者:", "问:")) for line in page.lines) >= 3
    # A long title may read as a paragraph, so the first lines always count as the head.
    head = {line.start for line in (*page.head, *page.lines[:_FIRST_LINES])}
    edge = head | {line.start for line in page.tail}
    for at, line in enumerate(page.lines):
        if page.is_title(line) or len(line.key) > _LONGEST or (line.start not in edge and len(line.key) < 4):
            continue
        rule = panel_rule(line)
        if not rule and _EMPTY_TIME.match(line.key):
            rule = "navigation" if at + 1 < len(page.lines) and not _YEAR.match(page.lines[at + 1].key) else ""
        if not rule or (interview and line.key.startswith("记者:")):
            continue
        near = page.lines[at + 1].key if at + 1 < len(page.lines) else ""
        if _EMPTY_LABEL.match(line.key) and line.start in edge and _is_value_of(line.key, near):
            yield page.lines[at + 1].cut("source-line")
        if line.start in edge and not _MEETING.match(near):
            # At the foot of a report a bare date is its signature.
            if line.start in head or not _MACHINE_DATE.match(line.key) or len(line.key) > 20:
                yield line.cut(rule)
        elif rule in ("share", "word-count") and len(line.letters) >= 4:
            yield line.cut(rule)


def scan_lines(page: Page) -> Iterator[Cut]:
    """Cut short lines at the edges that ask to scan a code, but never a title: 微信扫码分享, 打开手机扫一扫,把本文带走."""
    for line in page.edge:
        short = len(line.key) <= _LONGEST_SCAN and not line.words.endswith("。")
        first = line.start == page.lines[0].start
        if short and not first and not page.is_title(line) and _SCAN.search(line.key) and _SCAN_WORD.search(line.key):
            yield line.cut("share")


def panel_rule(line: PageLine) -> str:
    """Return the rule that cuts the line as a page's description of itself; "" if any piece of it is not known."""
    if _ISSUE.match(line.key) or _JOURNAL.match(line.key):
        return "source-line"
    if _READING_TIME.match(line.key):
        return "word-count"
    glued = _GLUED_NAME.match(line.key)
    if glued and has_usual_surname(glued[1] or glued[2]) and not (glued[1] or glued[2]).endswith(_EVENTS):
        return "source-line"
    cells = [cell.strip() for cell in line.key.split("|")]
    if len(cells) >= 4 and sum(bool(_TABLE_LABEL.match(cell)) for cell in cells) >= 2:
        return "source-line"  # the table above an official document
    if _EMPTY_LABEL.match(line.key):
        return "navigation"
    kinds = _kinds(line.key)
    if not kinds or "unknown" in kinds:
        return ""
    if "source" in kinds or "machine-date" in kinds or ("time" in kinds and "date" in kinds):
        return "source-line"
    if "outlet" in kinds:
        return "source-line" if "date" in kinds else "byline" if kinds == {"outlet", "person", "name"} else ""
    if "words" in kinds:
        return "word-count"
    if "person" in kinds:
        return "byline"
    if "count" in kinds:
        return "counter"
    if "document" in kinds:
        # 分类:一类村、二类村 may be the report's; two labels, or one that only files have, are not.
        clear = line.key.count(":") > 1 or _FILE_LABEL.match(line.key)
        return "document-site" if "button" in kinds or (clear and kinds <= {"document", "number", "value"}) else ""
    if "button" in kinds and line.key not in _HEADING_LIKE:
        return "share"
    return ""


def _is_value_of(label: str, key: str) -> bool:
    """Return whether a line below a label alone is its value: an outlet, a name, words between semicolons."""
    if label.startswith(("关键词", "标签")):
        return len(key) <= 60 and ";" in key and not _PROSE.search(key.replace(";", ""))
    if label.startswith("来源"):
        return bool(_OUTLET.match(key))
    return len(key) <= 4 and bool(_NAME.match(key)) and has_usual_surname(key)


def _kinds(key: str) -> set[str]:
    """Return the kinds of all pieces of a folded line; ``unknown`` is among them if one has no other."""
    key = _SPACED.sub(lambda match: "".join(filter(None, match.groups())) + ":", _BRACKETED.sub(r"\1:", key))
    if _PROSE.search(_ADDRESSES.sub("", key)):
        return {"unknown"}
    kinds: set[str] = set()
    pending = ""  # the kind of the label whose value has not come yet, or whose names may go on
    for piece in _PIECES.split(
        _BEFORE_LABEL.sub(r" \1", _GLUED_CLOCK.sub(r"\1 ", key.translate(_OPENED)))
        .replace(" :", ":")
        .replace(", ", " ")
    ):
        piece = piece.strip(_TRIMMED)
        if not piece:
            continue
        label = _LABELLED.match(piece)
        if label:
            pending = _kind_of_label(label[1])
            kinds.add(pending)
            value = label[2].strip(_TRIMMED)
            if value:
                found = _kind_of_value(value, pending)
                kinds.add(found)
        else:
            found = _kind_of_piece(piece, pending)
            kinds.add(found)
            if found not in ("name", "date", "number") and (pending, found) != ("document", "value"):
                pending = found if found == "person" else ""
    return kinds


def _kind_of_label(label: str) -> str:
    return next(kind for kind, pattern in _KINDS if pattern.match(label))


def _kind_of_value(value: str, label: str) -> str:
    found = _kind_of_piece(value, label)
    if found != "unknown":
        return found
    if label in ("source", "document") and len(value) <= 40:
        return "value"
    if label == "time" and _DAY.match(value):
        return "date"
    if label == "time" and _YEAR.match(value) and len(value) <= 24:
        return "date"
    return "unknown"


def _kind_of_piece(piece: str, label: str) -> str:
    piece = _TIME_GLUED.sub("", piece)
    if _MACHINE_DATE.match(piece) and (_DATE.match(piece) or (len(piece) <= 24 and not _HAN.search(piece))):
        return "machine-date" if not label else "date"
    if _DATE.match(piece):
        return "date"
    if _CLOCK.match(piece):
        return "clock"
    if _WORDS.match(piece) or all(_WORDS.match(part) for part in piece.split(",")):
        return "words"
    if _NUMBER.match(piece):
        return "number"
    if _NOBODY.match(piece):
        return "person"
    if label == "person" and (_NAME.match(piece) or _UNIT.match(piece) or _ACCOUNT.match(piece)):
        return "name"
    if _BUTTONS.match(piece):
        return "button"
    if len(piece) > 1 and _BARE_PERSON.match(piece):
        return "person"
    if _BARE_COUNT.match(piece):
        return "count"
    if _ADDRESS.match(piece):
        return "address"
    if len(piece) >= 4 and _BARE_DOCUMENT.match(piece):
        return "document"
    if (label == "source" and len(piece) <= 30) or (label == "document" and _DOCUMENT_VALUE.match(piece)):
        return "value"
    if _OUTLET.match(piece):
        return "outlet"
    return "unknown"
