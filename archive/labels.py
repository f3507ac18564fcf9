"""What the archive's own names are called on the page. One place, so that nothing has two names.

A rule without a Chinese name is shown by its own name: better odd than silent.
"""

from __future__ import annotations

from archive.text.clean import RULE_LABELS as CLEAN_RULES

FIELDS = {
    "title": "题名",
    "region": "地区",
    "date": "日期",
    "source": "来源",
    "author": "作者",
    "kind": "类别",
    "script": "字形",
}

EDIT_RULES = {
    **CLEAN_RULES,
    "pinyin-bracket": "拼音括注",
    "pinyin-word": "整词注音",
    "byte-shift": "字节错位",
    "editor": "编者改",
}

EVIDENCE_RULES = {
    "editor": "编者核定",
    # date
    "labelled": "标注的发布时间",
    "page-date": "网页自带的日期",
    "date-line": "单独成行的日期",
    "dispatch": "电头中的月日，年份取自网址或正文",
    "address": "网址中的日期",
    "signature": "文末落款",
    "in-a-sentence": "句中提到的日期",
    "no-year": "只有月日，没有年份；没有年份的月日不能成为日期",
    "refused-future": "所写日期晚于入库之日，不采用",
    # all
    "redacted": "原文已隐去",
    "not-found": "各处都没有找到",
    "ambiguous": "几种说法不相上下，未定",
    "refused-generic": "只写“网络”“网友上传”一类，不算来源",
    "working-title": "原文无题，由首句拟成",
}

#: Where each value was looked for, said when it is unknown.
LOOKED_IN = {
    "title": "网页标题、文首短行",
    "region": "题名、文首、正文、落款",
    "date": "标注、文首五行、落款、网址",
    "source": "来源行、电头、供稿、网站名",
    "author": "作者行、记者、文末署名",
    "kind": "题名、文体",
    "script": "全文用字",
}

_CERTAINTY = ((0.95, 5, "几乎确定"), (0.8, 4, "很高"), (0.6, 3, "较高"), (0.35, 2, "一般"), (0.0, 1, "较低"))


def edit_rule_label(rule: str) -> str:
    return EDIT_RULES.get(rule, rule)


def evidence_rule_label(rule: str) -> str:
    return EVIDENCE_RULES.get(rule, rule)


def certainty(confidence: float) -> tuple[int, str]:
    """Rung of the ladder (1 to 5) and its word, for a confidence of 0 to 1."""
    return next((rung, word) for least, rung, word in _CERTAINTY if confidence >= least or least == 0.0)
