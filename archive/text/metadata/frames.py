"""Signs around a text: masks in place of names, the words of file shops, the voice of the author.

A place called XX县, numbers that read ** and a counter for downloads show a form to fill in, whatever its heading
says. 我县 and 我们 outside quotes show an office that writes of itself; whole paragraphs about others, without points,
show a reporter.
"""

from __future__ import annotations

import re

from archive.text.metadata.lines import FoldedLine
from search.fold import fold

_MASK = re.compile(
    r"[*＊]{2,}|[*＊](?=[\u4e00-\u9fff%])"
    r"|(?<![A-Za-zＸ×])[xXＸ×]{1,8}(?:[.．][xXＸ×]{1,4})?(?=[\u4e00-\u9fff%％])|(?<=[\u4e00-\u9fff])[XxＸ×]{2,4}"
    r"|某某|某(?=[省市区區县縣乡鄉镇镇鎮村街局州旗])|(?<!_)_{2,}+(?=[年月日个名])|[〇○●]{3,}"
)
_SHOP = re.compile(
    r"由(?:用户|网友|会员)(?:分享|上传|投稿)|会员上传|可在线阅读|完整文档|下载价|推荐度|点击下载|下载次数|(?:全文|文档|免费)下载|所需积分"
    r"|大小 ?: ?\d+ ?kb|格式 ?: ?(?:docx?|word|wps)|小编(?:为大家)?(?:整理|收集|精心)|供大家参考|希望对(?:您|你|大家)有所?帮助"
)
_MILL = re.compile(r"范文|文秘|公文|写作|笔杆|秘书|作文|资料|报告库|总结|材料|文库|文档|文章网|文网$|豆丁|道客|图书馆")
_TERM = re.compile(r"\"[^\"]{1,10}\"")
_SPOKEN = re.compile(r"[“「\"][^“”「」\"\n]{0,300}[”」\"]")
_OWN = re.compile(
    r"我(?:省|市|州|盟|县|区|旗|乡|镇|街道|局|村|办|部|委|校|院|们|社区)|本(?:省|市|县|区|乡|镇|局)(?!级)"
)
_POINT = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2} ?[,.:]|[一二三四五六][是改抓建破立]|\([一二三四五六七八九十]\)|第[一二三四五六] ?,|\d{1,2}[,.] ?[\u4e00-\u9fff])"
)
_LABEL = re.compile(r"^[\u4e00-\u9fff]{1,3}:")
_ENDS_SENTENCE = re.compile(r"[.!?;,:\")]$")
SUBHEADING = 32
_LISTED = re.compile(r"一是.{0,400}二是")
_MEASURE = re.compile(r"^(?:突出|强化|坚持|聚焦|抓|建|创新|完善|健全|推行|严格)[^,.:]{1,12}[,.:]")


def find_masks(text: str) -> list[str]:
    """Return the masks of names and numbers in order: **, XX, 某某, __."""
    return [match[0] for match in _MASK.finditer(text)]


def shop_words(folded_page: str) -> str:
    """Return the words of a file shop in the first and last 400 characters of the page, or ""."""
    found = _SHOP.search(folded_page[:400]) or _SHOP.search(folded_page[-400:])
    return found[0] if found else ""


def is_paper_mill(source: str) -> bool:
    """Return whether a source's name is that of a site for samples and files: 某某范文网."""
    return bool(_MILL.search(fold(source)))


def without_terms(folded_title: str) -> str:
    """Return the title with short terms in quotes blanked, offsets kept: “双向述职” is the name of a measure."""
    if folded_title.startswith('"') and folded_title.endswith('"'):
        return folded_title
    return _TERM.sub(lambda term: " " * len(term[0]), folded_title)


def speaks_for_itself(lines: list[FoldedLine]) -> bool:
    """Return whether 我县, 我镇 or 我们 stands outside quotes."""
    return any(_OWN.search(_SPOKEN.sub("", line.folded)) for line in lines)


def narrates(lines: list[FoldedLine]) -> bool:
    """Return whether the text runs on in paragraphs: hardly a numbered heading, no 一是…二是, no row of measures or labels."""
    points = sum(bool(_POINT.match(line.folded)) for line in lines)
    measures = sum(bool(_MEASURE.match(line.folded)) for line in lines)
    labels = sum(bool(_LABEL.match(line.folded)) for line in lines)
    subheadings = sum(
        4 <= len(line.text) <= SUBHEADING and not _ENDS_SENTENCE.search(line.folded) for line in lines[2:-2]
    )
    return (
        points < 2
        and measures < 2
        and labels < 3
        and subheadings < 2
        and not any(_LISTED.search(line.folded) for line in lines)
    )
