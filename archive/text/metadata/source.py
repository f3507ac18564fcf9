"""The source: the paper, site or office from which a copy says it came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.outlets import is_named_outlet, is_outlet
from archive.text.credits.people import is_name, name_behind_organ
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.lines import (
    HEAD_LINES,
    FoldedLine,
    above_related,
    bare,
    head_and_tail,
    last_title,
    read_newsprint,
)
from archive.text.metadata.journals import of_a_journal
from archive.text.metadata.outlets import (
    above_the_page,
    behind_the_text,
    beside_the_date,
    in_the_dateline,
    in_the_note,
    in_the_title,
)
from archive.text.metadata.sites import of_the_site
from archive.text.metadata.title import site_behind
from search.fold import fold

LONGEST = 30

# All patterns match folded text: full-width colons and brackets are ASCII there.
_LABELLED = re.compile(
    r"(?:(?P<label>(?:文章|信息|稿件|资料|新闻|内容|本文|素材|图文|消息|发布|文稿|原文|原?稿件?|原)?(?:来 {0,4}源(?:于(?= ?:))?|稿 {0,2}源|出 {0,2}处)|供稿单位|供稿|(?:本文|文章)?(?:转自|摘自|转载自|来自)"
    r"|(?:当前)?(?:报纸|报刊|期刊|刊物)名称)"
    r"(?:\] ?:? ?| ?: ?)|\[刊载\] ?:? ?|(?:发布于|发表于|首发于|刊登于) ?:? ?(?=[^\d\s])|^(?:文章|信息|稿件)?(?:来源|稿源|出处) ?(?P<bar>[|丨/]) ?)(?P<value>[^\n]{1,60})"
)
# The table of an office's page: 发布机构 | 某镇 | 文号.
_PUBLISHED_BY = re.compile(
    r"(?:^|[ |\t(])(?:发[布文](?:机构|单位|机关|部门)|制[发定]机关|公开(?:单位|机构|机关)|信息公开单位)(?:\] ?:? ?| ?[:|] ?)(?P<value>[^\n|]{2,40})"
)
_VALUE_END = re.compile(
    r"(?<![\"·/])[ \t](?![\"·/])|[|)\];.]|(?<=[^<>])>(?![\u4e00-\u9fff·])|(?:本文|文章|稿件)?作者|编辑|责编|责任|记者|通讯员|日期|时间|发布(?=时间|日期|于|人|者|单位|机构| ?:| ?\d)|发表|浏览|点击|阅读|字号|字体|分享|更新|原创|收藏|参与互动|我要评论|举报|打印|复制|扫一扫"
    r"|访问量?|人气|字数|审核|初审|校对|点赞|转发|关闭窗口|原标题|索引号|文 ?号|成文|主题词|公开方式|(?:19|20)\d\d[-/.年]"
)
# 来源：郑集镇 组织部 is one office; 来源：某网 某市站 one site.
_OFFICE_BEHIND = re.compile(
    r" {1,2}(?P<more>[\u4e00-\u9fff]{2,10}?(?:部|办公室|办|局|委|中心|支部|总支|党委|科|室|学院|公司|政府|分站|站|频道|客户端))(?=[ )\]|]|$)"
)
_GIST = re.compile(r"(?:综合|据)(?P<rest>.{2,30})$")
# What was done with an outlet's text, and who reported for it, run into its name: 某网收集, 某报融媒体(记者).
_GLUED = re.compile(r"(?:收集|整理|转载|转发|综合|供稿|讯|电|报[道导]|[全融新]媒体?|首席|见习|特约|特派|实习)$")
# 人民日□?bào: a character that is lost, and what is left of its reading.
_DAMAGE = re.compile(r"[□?？\ufffd]|[\u4e00-\u9fff][a-z]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǜ][a-z]{0,3}\)?$")
_BROKEN_PAPER = re.compile(r"(?<=[日晚晨早时周党])[□?？\ufffd]{1,3}\S{0,6}b[àa]o\)?$")
_STATION = re.compile(r"(?:站|频道|客户端)$")
_LABEL_WORD = re.compile(
    r"[\u4e00-\u9fff ]{0,6}(?:日期|时间|文 ?号|名称|索引号|分类|效力|有效性|主题词|方式|属性|状态|机构|单位)"
)
_BEHIND_FROM = re.compile(r"来源于(?P<value>(?:网友|网络|互联网|用户)(?:上传|投稿|整理|收集)?)")
_OUTLET = r"[\u4e00-\u9fff]{2,12}?(?:[日晚早晨时周商]报|报|在线|新闻网|网|新闻|频道|通讯社|电视台|客户端|周刊|杂志)"
_STAMP = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?\d{1,2}:\d\d(?::\d\d)?"
# A page's clock with the paper's name beside it, and no label: 某报 2021-01-21 06:51:44, 2005年11月20日06:55 某报.
_BEFORE_CLOCK = re.compile(rf"^(?P<value>{_OUTLET}) {{0,3}}{_STAMP}")
_BEHIND_CLOCK = re.compile(rf"{_STAMP} {{1,3}}(?P<value>{_OUTLET}(?:[-/]{_OUTLET})?)(?: |$)")
_REPORTED = re.compile(
    r"(?:^|[.,])据[<\"]?(?P<value>[\u4e00-\u9fff]{2,12}?(?:日报|晚报|报|网|新华社|电视台|电台))[>\"]?"
    r"(?:\d{1,2}月\d{1,2}日)?(?:报道|消息|讯)"
)
_ACCORDING = re.compile(
    r"(?:^|\()据(?P<value>[\u4e00-\u9fff]{2,12}?(?:日报|晚报|报|网|社|电视台|电台|客户端))(?:[\u4e00-\u9fff]{0,6}(?:\d{1,2}月\d{1,2}日)?(?:电|报道|消息|讯))?\)?[.]?$"
)
_PRINTED = re.compile(r"(?:原载|原刊|载于|摘自|刊于|转自|选自)(?:于)?[<\"](?P<value>[\u4e00-\u9fff ]{2,20})[>\"]")
_CONTRIBUTED = re.compile(r"\((?P<value>[\u4e00-\u9fff]{3,24}?)(?: [\u4e00-\u9fff]{2,4})? ?供稿\)$")
_REFUSED = re.compile(
    r"^(?:版权.*|.*(?:官方|下载)(?:下载)?入口.*|(?:不详|未知|佚名).+|本站|本网|本网站|网络|互联网|网上|网友|网友上传|网友投稿|网络转载|网络整理|用户上传|会员上传|会员投稿|未知|不详|佚名|原创|转载|其他|其它|"
    r"整理|[a-z]{0,4}[0-9]{4,}|admin|administrator|未知来源|本站原创|本站整理|暂无|无|互联网整理|网络收集|来源网络|办公室|微信公众平台|(?:微信|官方)?公众号|微信|https?.*|www.*)$"
)
_TRIM = " \t\u3000《》<>“”\"'[]【】()（）:：,，。.;；、-—_|"


_ORGAN = re.compile(r"(?:部|委|局|办|办公室|政府|中心|学院|大学|支部|党校|街道|[省市县区镇乡村])$")


def describe_source(
    lines: list[FoldedLine],
    cleaned: Cleaned,
    *,
    hint: str = "",
    site_name: str = "",
    page_title: str = "",
    title: str = "",
) -> Evidence:
    """Return the source as written; None with rule ``refused-generic`` if the copy names only 网友上传 or the like.

    ``lines`` are those of the repaired text, ``page_title`` is the page's own title, ``title`` the report's. A label beats a newspaper's 讯,
    which beats （…供稿）; the site's own name comes last, with little confidence. Signs: ``outlet`` and ``organ`` (by its
    ending), ``named-again``, ``top-of-page``, ``contradicted``.
    """
    near = head_and_tail(lines)
    own = above_related(lines)
    printed = read_newsprint(lines)
    candidates = [
        *_labelled(near),
        *_hinted(hint, 0.85, "page-source"),
        *_published_by(near),
        *of_a_journal(lines),
        *_matched(_PRINTED, near, "printed-in", 0.8),
        *_contributed(near),
        *_matched(_BEFORE_CLOCK, lines[:5], "source-line", 0.85, to=60),
        *_matched(_BEHIND_CLOCK, lines[:5], "source-line", 0.85, to=120),
        *_matched(_ACCORDING, lines[-3:], "reported-by", 0.75),
        *_matched(_REPORTED, lines[:4], "reported-by", 0.65, to=120),
        *_hinted(site_name, 0.4, "site-name"),
        *_hinted(site_behind(page_title), 0.37, "site-name"),
        *beside_the_date(lines),
        *beside_the_date(lines[last_title(lines, title) :]),
        *above_the_page(lines),
        *in_the_dateline(own),
        *in_the_note(own),
        *in_the_title(own),
        *behind_the_text(own),
        *of_the_site(lines, page_title, cleaned),
        *([Candidate(printed.source, "newsprint", printed.quote, 0.85)] if printed else []),
    ]
    accepted = [each for each in candidates if not _is_refused(each.value)]
    refused = [each for each in candidates if _is_refused(each.value)]
    if accepted:
        return _with_signs(choose(accepted), lines)
    return Evidence(None, "refused-generic", refused[0].quote) if refused else Evidence(None, "not-found")


def _labelled(lines: list[FoldedLine]) -> Iterator[Candidate]:
    for line in lines:
        for match in _LABELLED.finditer(line.folded):
            # 收入来源:… in prose is no label; a label begins its line, or stands behind a blank or bracket.
            before = line.folded[match.start() - 1 : match.start()] if match.start() else ""
            # The last character of a time (11时20分来源:) counts as a boundary.
            is_clock = (
                before in ("分", "时", "秒", "日") and line.folded[match.start() - 2 : match.start() - 1].isdigit()
            )
            if before and "\u3400" <= before <= "\u9fff" and not is_clock:
                continue
            if "注明" in line.folded[max(0, match.start() - 10) : match.start()]:
                continue  # a notice: 凡注明“来源：某网”的作品
            start = match.start("value")
            stop = _VALUE_END.search(line.folded, start, match.end("value"))
            end = stop.start() if stop else match.end("value")
            if line.folded[start:end].rstrip().endswith(":"):
                continue  # 信息来源: 关键词:, nothing between two labels
            value = _whole(line.text[start:end])
            more = _OFFICE_BEHIND.match(line.folded, end)
            if (
                more
                and not is_name(more["more"])
                and not is_outlet(more["more"])
                and (not is_outlet(fold(value)) or _STATION.search(more["more"]))
            ):
                value, end = value + line.text[slice(*more.span("more"))], more.end()
            if (gist := _GIST.match(fold(value))) and is_named_outlet(re.split("[,和]", gist["rest"])[0]):
                value = value[gist.start("rest") :]
            value = value[: len(value) - _glued(fold(value))]
            if _DAMAGE.search(value) and not (value := _undamaged(value)):
                continue
            if value.count("《") > value.count("》") and line.folded[end : end + 1] == ">":
                value, end = value + line.text[end], end + 1
            if match["label"] in ("供稿", "供稿单位") and (is_name(value) or name_behind_organ(value)):
                continue  # the author's name
            if match["bar"] and not (is_named_outlet(fold(value)) or _ORGAN.search(fold(value))):
                continue  # a table's head: 来源 | 金额
            if 2 <= len(value) <= LONGEST:
                # 资料来源 below a table is that of its numbers.
                confidence = 0.6 if match["label"] and match["label"].startswith("资料") else 0.95
                yield Candidate(value, "labelled", line.text[match.start() : end].strip(), confidence)
        for match in _BEHIND_FROM.finditer(line.folded):
            yield Candidate(line.text[slice(*match.span("value"))], "labelled", line.text[slice(*match.span())], 0.9)


def _undamaged(value: str) -> str:
    """Return an outlet's name whose last character broke, if the reading behind it says which it was, or its whole part; else ""."""
    mended = _BROKEN_PAPER.sub("报", value)
    if not _DAMAGE.search(mended) and is_named_outlet(fold(mended)):
        return mended
    whole = re.split(r"[-/·_ ]", value[: damage.start()])[0] if (damage := _DAMAGE.search(value)) else value
    return whole if is_named_outlet(fold(whole)) else ""


def _glued(folded: str) -> int:
    """Return how many characters behind an outlet's name are none of it."""
    end = len(folded)
    while glued := _GLUED.search(folded, max(0, end - 4), end):
        end = glued.start()
    return len(folded) - end if is_named_outlet(folded[:end]) else 0


def _whole(value: str) -> str:
    """Return the value without the marks around it; 《瞭望》新闻周刊 keeps both of its own."""
    bare_value = value.strip(_TRIM)
    # The trimming removed one half of a pair: 某组工”微信公众号.
    if bare_value.count("“") != bare_value.count("”"):
        bare_value = bare_value.replace("“", "").replace("”", "")
    return value.strip(" \t\u3000,，.。;；|") if "》" in bare_value or "《" in bare_value else bare_value


def _hinted(value: str, confidence: float, rule: str) -> Iterator[Candidate]:
    if len(bare(value)) >= 2:
        yield Candidate(value.strip(_TRIM), rule, value, confidence)


def _matched(
    pattern: re.Pattern[str], lines: list[FoldedLine], rule: str, confidence: float, *, to: int = 400
) -> Iterator[Candidate]:
    for line in lines:
        if match := pattern.search(line.folded, 0, to):
            value = line.text[slice(*match.span(match.lastgroup or "value"))]
            value = value.strip(_TRIM)
            if bare(value) not in ("本报", "本网", "本站", "本社"):
                yield Candidate(value, rule, line.text[slice(*match.span())], confidence)


def _contributed(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the office of (某县委组织部王小明 供稿), without the person."""
    for each in _matched(_CONTRIBUTED, lines, "contributed", 0.75):
        yield replace(each, value=each.value.removesuffix(name_behind_organ(each.value)))


def _published_by(lines: list[FoldedLine]) -> Iterator[Candidate]:
    """Yield the office in the cell behind 发布机构; the next label of an empty cell is none."""
    for line in lines:
        for match in _PUBLISHED_BY.finditer(line.folded):
            start = match.start("value")
            stop = _VALUE_END.search(line.folded, start, match.end("value"))
            value = _whole(line.text[start : stop.start() if stop else match.end("value")])
            if 2 <= len(value) <= LONGEST and not _LABEL_WORD.fullmatch(fold(value)):
                yield Candidate(value, "published-by", line.text[match.start() : start + len(value)].strip(" |"), 0.85)


def _with_signs(evidence: Evidence, lines: list[FoldedLine]) -> Evidence:
    value = fold(evidence.value or "")
    wanted = bare(value)
    others = [rival for rival in evidence.rivals if rival.confidence >= 0.65]
    signs = {
        "outlet": is_outlet(value) or is_named_outlet(value),
        "organ": bool(_ORGAN.search(value)),
        "named-again": sum(wanted in line.bare for line in lines) > 1,
        "top-of-page": any(wanted in line.bare for line in lines[:HEAD_LINES]),
        "contradicted": any(wanted not in bare(rival.value) and bare(rival.value) not in wanted for rival in others),
    }
    return replace(evidence, signs=(*evidence.signs, *(sign for sign, holds in signs.items() if holds)))


def _is_refused(value: str) -> bool:
    return bool(_REFUSED.match(bare(value)))
