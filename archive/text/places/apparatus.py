"""Which lines of a copy never say where a report belongs? Captions, authors' institutions, crumbs, hosts, other articles.

All rules look at the folded line, so that one rule reads both scripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from search.fold import fold

_LONGEST_CAPTION, _LONGEST_CRUMB, _LONGEST_HOST = 160, 90, 160
#: A copy's first line is its heading if it is no longer and no sentence; lines above a title, if no longer, are a menu.
_LONGEST_HEADING, _LONGEST_MENU = 60, 60
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[.!?;]|^[0-9年月日 -]*$")
#: A report's own text is at least this long before a heading such as 推荐阅读 ends it.
_SHORTEST_REPORT = 150
_NO_EVIDENCE = re.compile(
    r"[扫长按识]{1,2}[^.]{0,20}(?:二维码|小程序)|作者单位|作者系|资料图|摄\)?$|^图为|^(?:责任编辑|编辑|记者)[^.]*$"
)
#: 某某摄(人民视觉), 某局供图, 图①:某村的果园.
_CAPTION = re.compile(
    r"(?:[摄撮]|供图)(?: {0,2}\([^()]{1,14}\))?[)\]]?$|^\(?图 ?[①-⑳0-9一二三四五六七八九]{1,2} ?[:. ,]"
)
_ABOUT_AUTHORS = re.compile(
    r"^[\[(]?(?:作者简介|作者单位|第一作者|基金项目|收稿日期|通讯作者|通信作者|课题组|单位地址|通讯地址|联系地址|邮编)"
)
#: 作者:张三(某省某某研究中心特约研究员): where the author works.
_AUTHOR_WITH_POST = re.compile(
    r"^[\[(]?(?:本文)?作者(?:系|为|是)?[: ]?[^.!?]{0,60}(?:研究[员院所中心]{1,2}|教授|讲师|博士|硕士|学者|大学|学院|党校|专家|会长|会员|作协|协会)"
)
_INSTITUTION = r"(?:大学|学院|党校|研究[院所中心]{1,2}|社科院|社会科学院|科学院|学校|中学|医院|委员会|[委局部社])"
#: 某大学 某学院,某省 某市 123456: an institution, its town and its postcode.
_UNIT = re.compile(_INSTITUTION + r"[^.!?]{0,60}[,; ][\u4e00-\u9fff ]{2,16}[0-9]{6}(?![0-9])")
_IN_BRACKETS = re.compile(r"\([^()]{6,300}[0-9]{6} ?[.;,]?\)")
_LONGEST_UNITS = 320
_CRUMB = re.compile(r">>|>[^<>]{1,24}>|(?:当前|您的|所在|你的)位置|您现在的位置|^首页 ?[>/|-]")
#: 《某区机关工委〈通知〉》 ends in two signs that a path has too.
_BOOK = re.compile(r"<[^<>]{0,40}(?:<[^<>]{1,40}>[^<>]{0,20})?>")
_HOST = re.compile(
    r"^(?:网站)?(?:主办|承办|协办|主管|版权所有|技术支持|运营|地址)(?:单位|方)? ?[: ]|[\u4e00-\u9fff)] ?(?:主办|承办|主管)$|版权所有|icp备|公网安备|^欢迎(?:来到|访问|光临|您|进入)"
)
#: A headline of a list, with its day: 党员夜校开课了[03-16].
_LISTED = re.compile(r"[\[(](?:(?:19|20)?[0-9]{2}[-/.])?[0-9]{1,2}[-/.][0-9]{1,2}[\])]$")
_OTHER_ARTICLES = re.compile(
    r"^[\[(◆■●▍ ]{0,3}(?:新闻推荐|推荐阅读|推荐新闻|相关(?:新闻|阅读|链接|报道|文章|推荐|内容)|延伸阅读|其[他它]人也在看|热门(?:文章|推荐|新闻|阅读|排行)|"
    r"猜你喜欢|更多(?:新闻|精彩|内容|文章|阅读)|您?可能(?:还)?(?:感兴趣|喜欢)|大家(?:都|还)在看|最新(?:文章|新闻|资讯)|上一[篇条页]|下一[篇条页])[\])】: ]{0,3}"
)


# 编者按, and the words by which a paper tells of itself in it: 即日起推出专栏, 本报记者分赴各地.
_NOTE = re.compile(r"^[\[(<]? ?(?:编者按|编者的话|编辑手记|开栏的话|开栏语)")
_OF_THE_PAPER = re.compile(
    r"本[报刊网期台版]|栏目|专栏|专题|系列(?:报道|文章)|推出|刊发|刊登|敬请|即日起|记者[^.;!?]{0,8}(?:分赴|蹲点|各地|多地|各[省市州县])"
)
_BYLINE = re.compile(r"^[\[(]?[^.!?]{0,40}(?:记者|通讯员|撰文)")
_LONGEST_NOTE, _LONGEST_BYLINE = 6, 60
_CONTRIBUTOR = re.compile(r"\(?(?:特约)?(?:通讯员|供稿|撰稿)[^.!?]{0,3}[\u4e00-\u9fff]{2,16}(?:[委部局办会镇乡]|街道)")
#: 编者按 alone in its line stands above the note.
_LABEL_ALONE = 8
_COLUMN = re.compile(r"(?:专栏|栏目|频道|版面|版次|标签|分类) ?:")
#: 中共某区委党校, alone in a line: where the author works.
_SCHOOL_ALONE = re.compile(
    r"(?:作者单位 ?: ?)?(?:中共)?[\u4e00-\u9fff]{2,18}(?:党校|行政学院|干部学院|社科院|社会科学院)"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the report and its fold, both of the same length; a unit of authors in brackets is blanked in both.

    ``is_note``: it belongs to the editor's note above the report.
    """

    text: str
    folded: str
    is_note: bool = False


def paragraphs(title: str, text: str) -> tuple[str, list[Paragraph]]:
    """Return the title that may name the report's place, and the lines of ``text`` that may.

    The title is "" where it is a caption or the like; a copy without a title is headed by a first line that is no
    sentence. Left out are the title's own line with short lines above it (menus), captions, institutions of authors,
    crumbs, lines of the site's host, and other articles below the report. A signature at the end stays.
    """
    if is_apparatus(fold(title)):
        title = ""
    bare = bare_words(fold(title))
    kept: list[Paragraph] = []
    length = 0
    for raw in text.split("\n"):
        line = raw.strip()
        folded = fold(line)
        if not line:
            continue
        if bare and len(line) <= 3 * len(title) and _is_title(bare_words(folded), bare):
            if all(len(above.text) <= _LONGEST_MENU and "." not in above.folded for above in kept):
                kept, length = [], 0
            continue
        if length >= _SHORTEST_REPORT and len(line) <= 80 and _OTHER_ARTICLES.match(folded):
            break
        if is_apparatus(folded) or not _HAN.search(line):
            continue  # a line of code or figures is no beginning either
        if units := [found.span() for found in _IN_BRACKETS.finditer(folded) if _UNIT.search(found[0])]:
            for start, end in units:
                line = line[:start] + " " * (end - start) + line[end:]
                folded = folded[:start] + " " * (end - start) + folded[end:]
            if not folded.strip():
                continue
        kept.append(Paragraph(line, folded))
        length += len(line)
    if not title and len(kept) > 1 and _is_heading(kept[0]):
        title = kept.pop(0).text
    return title, _with_note(kept)


def _is_heading(line: Paragraph) -> bool:
    is_long = len(line.text) > _LONGEST_HEADING
    return not (is_long or _SENTENCE.search(line.folded) or _NOTE.match(line.folded))


def _with_note(lines: list[Paragraph]) -> list[Paragraph]:
    """Return the lines with those of the editor's note marked: from 编者按 to the byline, or to what the paper says of itself."""
    start = next((at for at, line in enumerate(lines[:4]) if _NOTE.match(line.folded)), None)
    if start is None:
        return lines
    end = start + (2 if len(lines[start].text) <= _LABEL_ALONE else 1)
    for at in range(start, min(len(lines), start + _LONGEST_NOTE)):
        if at > start and len(lines[at].text) <= _LONGEST_BYLINE and _BYLINE.match(lines[at].folded):
            end = at
            break
        if _OF_THE_PAPER.search(lines[at].folded):
            end = max(end, at + 1)
    return [replace(line, is_note=True) if start <= at < end else line for at, line in enumerate(lines)]


def _is_title(bare_line: str, bare_title: str) -> bool:
    """Return whether a line is the title, or the title without the site's name behind it."""
    is_most = len(bare_line) >= 8 and 2 * len(bare_line) >= len(bare_title)
    return bare_line == bare_title or (is_most and bare_title.startswith(bare_line))


def contributors(removed: str) -> list[Paragraph]:
    """Return the lines of removed text that say who sent the report in, with an organ: 通讯员 某市台办 张三 报道."""
    lines = [(line.strip(), fold(line.strip())) for line in removed.split("\n") if len(line) <= _LONGEST_BYLINE]
    return [Paragraph(line, folded) for line, folded in lines if _CONTRIBUTOR.match(folded)]


def hosts(removed: str) -> list[str]:
    """Return the lines of removed site text that say whose site it is: 主办单位：中共某县委组织部."""
    return [
        line.strip() for line in removed.split("\n") if len(line) <= _LONGEST_HOST and _HOST.search(fold(line.strip()))
    ]


def is_caption(folded: str) -> bool:
    """Return whether a folded line is the words below a picture."""
    return len(folded) <= _LONGEST_CAPTION and bool(_CAPTION.search(folded))


def is_apparatus(folded: str) -> bool:
    """Return whether a folded line never says where a report belongs."""
    return bool(
        (len(folded) <= 60 and _NO_EVIDENCE.search(folded))
        or is_caption(folded)
        or _ABOUT_AUTHORS.match(folded)
        or (len(folded) <= _LONGEST_HOST and _AUTHOR_WITH_POST.match(folded))
        or (len(folded) <= _LONGEST_MENU and (_SCHOOL_ALONE.fullmatch(folded) or _COLUMN.match(folded)))
        or (len(folded) <= _LONGEST_UNITS and not folded.startswith("(") and _UNIT.search(folded))
        or (len(folded) <= _LONGEST_CRUMB and _CRUMB.search(_BOOK.sub("", folded)))
        or (len(folded) <= _LONGEST_HOST and _HOST.search(folded))
        or (len(folded) <= _LONGEST_CRUMB and _LISTED.search(folded))
    )


def bare_words(folded: str) -> str:
    """Return the letters, digits and characters of a folded line: equal titles have equal bare words."""
    return "".join(character for character in folded if character.isalnum())
