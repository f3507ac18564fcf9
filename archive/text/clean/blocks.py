"""Blocks that a site puts before or behind a report: notices, footers, other news, and marks of withheld text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.clean.page import Cut, Page, PageLine

_NOTICE = re.compile(r"^(?:温馨提示|友情提示|下载须知|文档须知|使用须知|特别提醒)\s*:?$")
_NUMBERED = re.compile(r"^(?:\d{1,2}\s*[.,)]|\(\d{1,2}\)|[①-⑳])")
_SERVICE = re.compile(r"^(?:网站|在线|联系|人工)?客服(?:qq|微信|电话)?\s*:")
_SITE_WORDS = re.compile(r"文档|文件|资料|下载|上传|预览|版权|客服|会员|本站|网站|文库|浏览器|积分")
_UPLOADED = re.compile(r"^(?:本|该|此)?(?:文档|文|资料|文章|作品)由.{0,12}(?:上传|提供|分享|整理)")
_PREVIEW = re.compile(
    r"^(?:声明\s*:\s*本文档.{0,40}版权|下载到本地|下载本文到本地|相关文档|本文(?:标题|地址|链接|网址)\s*:"
    r"|原文(?:地址|链接|网址)\s*:|.{2,60}\.(?:docx?|pdf|pptx?|xlsx?|wps)_第\d+页$"
    r"|(?:下载资源|资源描述|资源介绍|文档简介|文档描述|文档介绍|文档名称|下载得到文件列表)\s*:?$)"
)
# Sentences that no report holds, wherever they stand.
_SHOP = re.compile(
    r"^亲,该文档总共|^<.{2,80}>由(?:会员|用户|网友)(?:分享|上传),可在线阅读|^下载后只包含 ?\d|^如果您已付费下载过"
)
_COMMENTS = re.compile(
    r"^(?:我要|全部|网友|最新)?评论 ?\(.{0,40}\)?$|^(?:(?:文档|网友|用户|全部|最新|热门)?评论(?:区|\(\d+\)|列表)|\d+条评论|(?:发表|我要|写)评论|赞\(\d+\)|踩\(\d+\)|[ |])+$"
)
_TAGS = re.compile(r"^(?:标签|tags?)\s*:.{1,60}$")
_KEYWORDS = re.compile(r"^(?:(?:文章关键[词字]|关键字)\s?:|关键词\s?>>).{1,60}$")
_LONGEST_NOTICE = 14
_LONGEST_CLAIM = 120

_FOOTER = re.compile(
    r"^[-*#·※ ]*(?:.{0,14}版权(?:与|及|和)免责声明|.{2,20}版权所有\.?$|版权(?:声明|宣告|所有|说明)|免责(?:声明|条款)|法律声明|copyright|©|\(c\)"
    r"|[\u4e00-\u9fff]icp[备证]|.{0,20}公网安备"
    r"|网站标识码|转载请(?:注明|标明)|友情链接|本页内容由|增值电信业务)"
)
# These open a footer only with two of its words beside them.
_FOOTER_MAYBE = re.compile(
    r"^[-*#·※ ]*(?:(?:郑重|特别)?声明\s*:|凡(?:本网|本站|注明|署名)"
    r"|(?:本|该)(?:站|网|网站)|(?:本|该)(?:文|作品)|如(?:有|需|发现|果)|未经|转载"
    r"|技术支持\s*:|(?:主|承)办(?:单位)?\s*:|地址\s*:|联系电话\s*:)"
)
_FOOTER_WORDS = re.compile(
    r"版权|侵权|转载|本站|本网|icp|公网安备|copyright|©|免责|声明|联系我们|关于我们|网站地图|技术支持|主办|承办|邮编|邮箱|举报"
    r"|删除|投稿|标识码|访客|浏览器|分辨率|法律责任|信息存储|网友|用户|授权|仅代表|不代表|来源于网络|观点"
)
_HOTLINE = re.compile(r"(?:爆料|报料|投稿)(?:热线|邮箱|方法|电话|微信) ?:(?=.{0,80}(?:\d{4}|@))")
_REACHED = re.compile(r"(?:传 ?真|电 ?话|网站|邮箱|电 ?邮|sms|mms|微信|qq) ?:")
_CONTACT = re.compile(
    r"^(?:联系我们|关于我们|网站地图|友情链接)|^(?:地址|邮编|邮政编码|电话|传真|电子邮箱|邮箱|总机|热线|微信公众号) ?:"
)
_SOURCE = re.compile(r"^[\[(]?(?:文章|信息|本文)?来源 ?:.{2,30}$")
_LONGEST_CONTACT, _LONGEST_OWNER = 80, 24
_FOOTER_REACH = 0.85
_FOOTER_LENGTH = 400  # in a short text the last 15 % would not hold one footer

_RELATED = re.compile(
    r"^[-*#·◎※▲■ \[]*(?:新闻推荐|相关(?:链接|新闻|阅读|文章|推荐|报道|内容|范文|文档|资讯)|延伸阅读"
    r"|推荐(?:阅读|文章|新闻)|热(?:点|门)(?:推荐|新闻|文章|资讯)"
    r"|猜你喜欢|猜您喜欢|其他人也在看|更多(?:精彩|推荐|相关)(?:内容|文章)?|(?:本周|今日|本月|一周)热(?:读|点|文|榜)|大家都在看|最新(?:文章|资讯)|精彩推荐"
    r"|为[您你]推荐|编辑推荐|图片新闻|点击排行|阅读排行)[\] ]*:?$"
)
_NEIGHBOUR = re.compile(
    r"^相关文章:.{0,6}没有相关文章$|^[\[ ]*(?:上|下)一?(?:篇|条)[\] ]*(?:文章|新闻)?\s*:|^\[[上下]一?[篇条]\]"
)
_MOST_RELATED = 0.4  # of the text; a marker with more behind it heads a section of the report

_MILL = re.compile(
    r"^(?:导语|简介|摘要|前言|小编寄语|内容简介)\s*:.{0,160}?(?:网友|网络|小编|不代表本站|客服|仅供|文库|欢迎(?:参考|阅读|下载))"
    r"|^(?:下面|以下|这|上面|以上)(?:就?是|由)?.{0,12}(?:小编|编辑|文库|范文网?).{0,10}(?:为|给|帮).{0,6}(?:整理|收集|搜集|准备|带来|分享|提供)"
    r"|^.{0,140}(?:\d{1,2}篇|范文|文档|材料).{0,60}供(?:大家|您|你|读者)参考\.?$"
    r"|^.{0,40}(?:小编|范文网|文库).{0,12}(?:整理|收集|搜集).{0,40}(?:希望|欢迎|供).{0,20}(?:参考|帮助|阅读|大家)"
)
_LONGEST_MILL = 220

_WITHHELD = re.compile(
    r"\(?(?:剩余|还剩|余下|未显示)\s*\d+\s*(?:字|页|%)(?:未读)?\)?"
    r"|\(?(?:未完,?\s*(?:待续|继续阅读|全文|下载)|试读(?:已)?结束|预览(?:已)?结束|此处省略\d+字|论文部分内容阅读)\)?"
    r"|\(?(?:[.…]{2,6}\s*)?\(?(?:开头|中间|结尾|以上|以下|前面|后面)?(?:部分)?(?:内容)?(?:已|此处)?省略\s*\d+\s*字\)?"
    r"|\(?仅(?:展示|显示|预览)(?:前)?\s*\d+\s*(?:字|页|%)(?:,?\s*(?:全文|全部|原文)?共\s*\d+\s*(?:字|页))?\)?"
    r"|\(?(?:全文|原文)共\s*\d+\s*字,?\s*(?:已|仅)(?:展示|显示|阅读)\s*\d+\s*(?:字|%)\)?"
)
# What a page shows in place of the rest, on a line of its own anywhere.
_GATE = re.compile(
    r"^\W{0,3}(?:请输入验证码|(?:输入|获取)验证码(?:后)?(?:继续)?(?:查看|阅读|浏览)?(?:全文)?|点击(?:查看|阅读|展开|加载)(?:全文|更多内容|剩余.{0,6})"
    r"|(?:展开|阅读|查看)(?:剩余)?全文|扫码(?:查看|阅读)全文)\W{0,4}$"
)
_LOGIN = re.compile(
    r"^.{0,24}(?:(?:需要?|请)先?(?:登录|注册|付费|购买|开通|扫码)|会员(?:文档|专享|可见|才能)|登录后|付费后|开通(?:会员|vip)"
    r"|点击(?:查看|阅读|展开)(?:全文|更多|剩余)|(?:阅读|查看|展开|下载)(?:剩余)?全文|展开剩余|继续阅读|立即下载|免费下载"
    r"|下载(?:本|该)?(?:文档|全文)).{0,24}$"
)
_LOGIN_WORDS = re.compile(r"全文|阅读|查看|下载|文档|会员|vip|剩余|内容|登录$|注册$")
_LONGEST_LOGIN = 36


def document_site_boxes(page: Page) -> Iterator[Cut]:
    """Cut 温馨提示 alone on its line, numbered notes about files and downloads, and the line of the service."""
    lines = page.lines
    for at, line in enumerate(lines):
        if not _NOTICE.match(line.key):
            continue
        end = at + 1
        while end < len(lines) and end - at < _LONGEST_NOTICE and _NUMBERED.match(lines[end].key):
            end += 1
        notes = lines[at + 1 : end]
        if end < len(lines) and _SERVICE.match(lines[end].key):
            end += 1
        if notes and sum(bool(_SITE_WORDS.search(note.key)) for note in notes) * 2 > len(notes):
            yield from (note.cut("document-site") for note in lines[at:end])
    for line in page.edge:
        known = _UPLOADED.match(line.key) or _SERVICE.match(line.key) or _PREVIEW.match(line.key)
        if known and len(line.key) <= _LONGEST_CLAIM and not page.is_title(line):
            yield line.cut("document-site")
    yield from (line.cut("document-site") for line in page.lines if len(line.key) <= 200 and _SHOP.match(line.key))
    yield from (line.cut("keywords") for line in page.edge if _TAGS.match(line.key) and "。" not in line.words)
    for line in page.tail:
        if _COMMENTS.match(line.key):
            yield line.cut("share")
        elif _KEYWORDS.match(line.key) and "。" not in line.words:
            yield line.cut("keywords")


def paper_mill_lines(page: Page) -> Iterator[Cut]:
    """Cut the words of a paper mill about the paper it sells: 导语:…一文来源于网友上传."""
    for line in page.lines:
        if len(line.key) <= _LONGEST_MILL and _MILL.search(line.key) and not page.is_title(line):
            yield line.cut("paper-mill")


def related_news(page: Page) -> Iterator[Cut]:
    """Cut from a heading such as 新闻推荐 to the end, and lines that name the neighbouring articles."""
    for at, line in enumerate(page.lines):
        if _RELATED.match(line.key) and line.start >= (1 - _MOST_RELATED) * len(page.text):
            yield from (other.cut("related") for other in page.lines[at:])
            return
    yield from (line.cut("related") for line in page.lines if _NEIGHBOUR.match(line.key) and len(line.key) <= 80)


def withheld_text(page: Page) -> Iterator[Cut]:
    """Cut the words by which a page says that it shows only a part: (剩余8445字), 需要先登录."""
    for line in page.lines:
        match = _WITHHELD.search(line.key)
        if (match and match[0] == line.key) or _GATE.match(line.key):
            yield line.cut("truncation")
        elif match and match.end() == len(line.key) and match[0].startswith("("):
            yield Cut(line.at + match.start(), line.at + match.end(), "truncation")
    for line in page.tail:
        if len(line.key) <= _LONGEST_LOGIN and _LOGIN.match(line.key) and _LOGIN_WORDS.search(line.key):
            yield line.cut("truncation")


def footers(page: Page) -> Iterator[Cut]:
    """Cut from a notice of copyright near the end to the end, unless prose about the matter follows it."""
    lines = page.lines
    last_matter = next((at for at in range(len(lines) - 1, -1, -1) if _is_matter(lines[at])), -1)
    for at, line in enumerate(lines):
        near_end = line.start >= _FOOTER_REACH * len(page.text) or len(page.text) - line.start <= _FOOTER_LENGTH
        if at and near_end and _opens_footer(line):
            if last_matter <= at:
                yield from (other.cut("copyright") for other in lines[_first_of_footer(lines, at) :])
                return
            yield line.cut("copyright")


def hotlines(page: Page) -> Iterator[Cut]:
    """Cut a line behind the report that asks for news (爆料热线: …), and the contacts that follow it."""
    asked = False
    for line in page.tail:
        asked = bool(_HOTLINE.search(line.key)) or (asked and bool(_REACHED.search(line.key)))
        if asked and not line.holds_sentence:
            yield line.cut("navigation")


def _first_of_footer(lines: Sequence[PageLine], at: int) -> int:
    """Return where the footer begins whose notice of copyright stands at ``at``: at its contacts, or behind a source line."""
    first = at
    while first > 1 and _CONTACT.match(lines[first - 1].key) and len(lines[first - 1].key) <= _LONGEST_CONTACT:
        first -= 1
    is_owner = first > 2 and _SOURCE.match(lines[first - 2].key) and len(lines[first - 1].key) <= _LONGEST_OWNER
    return first - 1 if is_owner and not lines[first - 1].holds_sentence else first


def _is_matter(line: PageLine) -> bool:
    return line.is_paragraph and not _opens_footer(line) and len(_FOOTER_WORDS.findall(line.key)) < 2


def _opens_footer(line: PageLine) -> bool:
    words = len(_FOOTER_WORDS.findall(line.key))
    return bool(_FOOTER.match(line.key) or (words >= 2 and _FOOTER_MAYBE.match(line.key)))
