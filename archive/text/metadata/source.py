"""The source: the paper, site or office from which a copy says it came."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.clean.cleaned import Cleaned
from archive.text.credits.people import is_name, name_behind_organ
from archive.text.evidence import Candidate, Evidence, choose
from archive.text.metadata.lines import FoldedLine, bare, head_and_tail, read_newsprint
from archive.text.metadata.outlets import behind_the_text, beside_the_date, in_the_dateline, of_the_site
from archive.text.metadata.title import site_behind
from search.fold import fold

LONGEST = 30

# All patterns match folded text: full-width colons and brackets are ASCII there.
_LABELLED = re.compile(
    r"(?:(?P<label>(?:文章|信息|稿件|资料|新闻|内容|本文|素材|图文)?(?:来源(?:于(?= ?:))?|稿源|出处)|供稿单位|供稿|发布机构|发布单位|转自|摘自|转载自|来自)"
    r"(?:\] ?:? ?| ?: ?)|\[刊载\] ?:? ?|(?:发布于|发表于|首发于|刊登于) ?:? ?(?=[^\d\s]))(?P<value>[^\n]{1,60})"
)
_VALUE_END = re.compile(
    r"(?<!\")[ \t](?!\")|[|)\];.]|(?<=[^<>])>(?![\u4e00-\u9fff])|作者|编辑|责编|责任|记者|通讯员|日期|时间|发布|发表|浏览|点击|阅读|字号|字体|分享|更新|原创|收藏|参与互动|我要评论|举报|打印|复制|扫一扫"
    r"|(?:19|20)\d\d[-/.年]"
)
_BEHIND_FROM = re.compile(r"来源于(?P<value>(?:网友|网络|互联网|用户)(?:上传|投稿|整理|收集)?)")
_DISPATCH = re.compile(
    r"^[\[( ]*(?P<value>中新社|[\u4e00-\u9fff]{1,12}?(?:[日晚早晨时周商]报|报|网[\u4e00-\u9fff]{2,4}新闻|新闻网|网|通讯社|华社|中新社))"
    r"(?:[ \u4e00-\u9fff]{0,7}[ \u4e00-\u9fff](?<![报网社]))?(?:(?:\d{1,2}月\d{1,2}日)?(?:讯|电)(?![\u4e00-\u9fff]{0,2}网)|(?:消息|信息) ?:|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:消息|信息))"
    r"|^(?P<online>[\u4e00-\u9fff]{2,12}(?:在线|频道|客户端))(?:消息|报道|讯) ?:?"
)
_OUTLET = r"[\u4e00-\u9fff]{2,12}?(?:[日晚早晨时周商]报|报|在线|新闻网|网|新闻|频道|通讯社|电视台|客户端|周刊|杂志)"
_STAMP = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? ?\d{1,2}:\d\d(?::\d\d)?"
# A page's clock with the paper's name beside it, and no label: 某报 2021-01-21 06:51:44, 2005年11月20日06:55 某报.
_BEFORE_CLOCK = re.compile(rf"^(?P<value>{_OUTLET}) {{0,3}}{_STAMP}")
_BEHIND_CLOCK = re.compile(rf"{_STAMP} {{1,3}}(?P<value>{_OUTLET}(?:[-/]{_OUTLET})?)(?: |$)")
_REPORTED = re.compile(
    r"(?:^|[.,])据[<\"]?(?P<value>[\u4e00-\u9fff]{2,12}?(?:日报|晚报|报|网|新华社|电视台|电台))[>\"]?"
    r"(?:\d{1,2}月\d{1,2}日)?(?:报道|消息|讯)"
)
_PRINTED = re.compile(r"(?:原载|原刊|载于|摘自|刊于|转自|选自)(?:于)?[<\"](?P<value>[\u4e00-\u9fff ]{2,20})[>\"]")
_JOURNAL = re.compile(r"^(?P<value>[\u4e00-\u9fff]{3,16}(?:\([\u4e00-\u9fff]{2,4}\))?) (?:19|20)\d\d年\d{1,2}期$")
_OWN_REPORTER = re.compile(
    r"^本报讯 ?\((?P<value>[\u4e00-\u9fff]{2,8}?(?:日报|晚报|报|网|社|台))"
    r"(?:全媒体|融媒体?|首席|特约|见习){0,2}(?:记者|通讯员)"
)
_CONTRIBUTED = re.compile(r"\((?P<value>[\u4e00-\u9fff]{3,24}?) ?(?:[\u4e00-\u9fff]{2,4} )?供稿\)$")
_SITE_KIND = r"(?:文库|文秘网|范文网|公文网|写作网|资料网|文档网|论文网|党建网)"
_SITE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<value>[\u4e00-\u9fff]{{2,8}}{_SITE_KIND})(?=[^\u4e00-\u9fff]|$|提供|整理|收集)"
    rf"|(?:上传至|上传到|来自|选自|下载自|收藏于)(?P<kept>[\u4e00-\u9fff]{{2,6}}{_SITE_KIND})"
    r"|(?<![\u4e00-\u9fff])(?P<runs>[\u4e00-\u9fff]{2,8}?网)(?:负责|版权所有|提供|整理|转载)"
    r"|(?:版权所有|©|copyright) ?:? ?(?:©|\(c\))? ?(?:\d{4}(?:-\d{4})? )?(?P<owner>[\u4e00-\u9fff]{3,20}?)(?=版权所有|[^\u4e00-\u9fff]|$)"
)
_FOOTER = re.compile(r"版权所有|©|copyright|\(c\)")
_SITE_RULES = ("slogan", "document-site", "copyright", "paper-mill", "share", "source-line")
_REFUSED = re.compile(
    r"^(?:本站|本网|本网站|网络|互联网|网上|网友|网友上传|网友投稿|网络转载|网络整理|用户上传|会员上传|会员投稿|未知|不详|佚名|原创|转载|其他|其它|"
    r"整理|[a-z]{0,4}[0-9]{4,}|admin|administrator|未知来源|本站原创|本站整理|暂无|无|互联网整理|网络收集|来源网络|办公室|https?.*|www.*)$"
)
_TRIM = " \t\u3000《》<>“”\"'[]【】()（）:：,，。.;；、-—_|"


def describe_source(
    lines: list[FoldedLine], cleaned: Cleaned, *, hint: str = "", site_name: str = "", page_title: str = ""
) -> Evidence:
    """Return the source as written; None with rule ``refused-generic`` if the copy names only 网友上传 or the like.

    ``lines`` are those of the repaired text, ``page_title`` is the page's own title. A label beats a newspaper's 讯,
    which beats （…供稿）; the site's own name comes last, with little confidence.
    """
    near = head_and_tail(lines)
    printed = read_newsprint(lines)
    candidates = [
        *_labelled(near),
        *_hinted(hint, 0.85, "page-source"),
        *_matched(_DISPATCH, lines[:4], "dispatch", 0.8, to=60),
        *_matched(_OWN_REPORTER, lines[:6], "dispatch", 0.75, to=60),
        *_matched(_JOURNAL, lines[:6], "journal", 0.75),
        *_matched(_PRINTED, near, "printed-in", 0.8),
        *_matched(_CONTRIBUTED, near, "contributed", 0.75),
        *_matched(_BEFORE_CLOCK, lines[:5], "source-line", 0.85, to=60),
        *_matched(_BEHIND_CLOCK, lines[:5], "source-line", 0.85, to=120),
        *_matched(_REPORTED, lines[:4], "reported-by", 0.65, to=120),
        *_hinted(site_name, 0.4, "site-name"),
        *_sites(lines, cleaned),
        *_hinted(site_behind(page_title), 0.37, "site-name"),
        *beside_the_date(lines),
        *in_the_dateline(lines),
        *behind_the_text(lines),
        *of_the_site(lines, page_title),
        *([Candidate(printed.source, "newsprint", printed.quote, 0.85)] if printed else []),
    ]
    accepted = [each for each in candidates if not _is_refused(each.value)]
    refused = [each for each in candidates if _is_refused(each.value)]
    if accepted:
        return choose(accepted)
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
            start = match.start("value")
            stop = _VALUE_END.search(line.folded, start, match.end("value"))
            end = stop.start() if stop else match.end("value")
            value = _whole(line.text[start:end])
            if match["label"] in ("供稿", "供稿单位") and (is_name(value) or name_behind_organ(value)):
                continue  # the author's name
            if 2 <= len(value) <= LONGEST:
                yield Candidate(value, "labelled", line.text[match.start() : end].strip(), 0.95)
        for match in _BEHIND_FROM.finditer(line.folded):
            yield Candidate(line.text[slice(*match.span("value"))], "labelled", line.text[slice(*match.span())], 0.9)


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
            # 某刊(江苏) keeps its bracket.
            value = value if value.endswith((")", "）")) and rule == "journal" else value.strip(_TRIM)
            if bare(value) not in ("本报", "本网", "本站", "本社"):
                yield Candidate(value, rule, line.text[slice(*match.span())], confidence)


def _sites(lines: list[FoldedLine], cleaned: Cleaned) -> Iterator[Candidate]:
    """Yield names of sites in the words that cleaning removed: slogans, boxes, footers; never in the report itself."""
    removed = [removal.text for removal in cleaned.removed if removal.rule in _SITE_RULES]
    footers = [line for line in lines[-4:] if _FOOTER.search(line.folded)]
    for group in ([FoldedLine(text, fold(text)) for each in removed for text in each.split("\n")], footers):
        for line in group:
            for match in _SITE.finditer(line.folded):
                group_name = match.lastgroup or "value"
                value = line.text[slice(*match.span(group_name))]
                if not value.startswith(("本", "我", "官方")) and "联网" not in match[group_name]:
                    yield Candidate(value, "site-name", line.text[slice(*match.span())].strip(), 0.35)


def _is_refused(value: str) -> bool:
    return bool(_REFUSED.match(bare(value)))
