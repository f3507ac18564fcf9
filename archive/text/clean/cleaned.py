"""The result of cleaning, and the names of its rules as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.text.edits import Edit

TRUNCATED = "truncated"  # the copy says that it is not whole

RULE_LABELS: dict[str, str] = {
    "navigation": "导航",
    "source-line": "来源行",
    "byline": "署名",
    "share": "分享",
    "counter": "计数",
    "word-count": "字数",
    "truncation": "截断",
    "copyright": "版权",
    "document-site": "文库站",
    "slogan": "口号",
    "caption": "图片说明",
    "repeated-title": "重复标题",
    "keywords": "关键词",
    "related": "相关新闻",
    "split-title": "碎题",
    "contents": "目录",
    "pager": "分页",
    "paper-mill": "导语",
    "title-line": "标题行",
    "running-head": "页眉",
    "running-foot": "页脚",
    "page-number": "页码",
    "watermark": "水印",
    "blank-lines": "空行",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """Words that a rule removed: ``rule`` is a key of RULE_LABELS, ``text`` the words as they stood."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """``text`` is ``apply_edits(input, edits)``; ``edits`` (kind ``clean``) count offsets in the input.

    ``notes`` are flags (``truncated``). ``removed`` are the removals in the order of the text, without blank lines:
    metadata reads the source line, the byline and the slogan there.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    removed: tuple[Removal, ...] = ()
