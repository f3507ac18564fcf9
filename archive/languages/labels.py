"""The archive's own names as a page shows them: of card fields, rules of edits and evidence, and steps of confidence.

A rule without a Chinese name appears under its own name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from archive.text.clean import RULE_LABELS as CLEAN_RULES
from archive.text.repair import RULE_LABELS as REPAIR_RULES

FIELDS = {
    "title": "题名",
    "region": "地区",
    "date": "日期",
    "source": "来源",
    "author": "作者",
    "kind": "类别",
    "script": "字形",
}

EDIT_RULES = {**CLEAN_RULES, **REPAIR_RULES, "editor": "编者改", "read-again": "重读原件"}

#: Names of rules that are the same for every field; behind them those of one field.
EVIDENCE_RULES = {
    "editor": "编者核定",
    "given": "随附著录",
    "labelled": "文中标注",
    "redacted": "原文已隐去",
    "not-found": "各处都没有找到",
    "ambiguous": "几种说法不相上下，未定",
    "unsure": "把握不足，不填，只列出候选",
    "never-named": "只说“我县”“全市”，没有写出名字",
    "refused-generic": "只写“网络”“网友上传”一类，不采用",
    "signature": "文末落款",
    "byline": "署名",
    "behind-clock": "时间后的署名",
    "behind-source": "来源后的姓名",
    "photo-credit": "图文署名",
    "dispatch": "电头",
    "reporter-of": "记者所属的媒体",
    "published-by": "标注的发布机构",
    "beside-date": "日期旁的名称",
    "account": "日期下单独成行、正文又提到的名称",
    "paper-head": "报纸的报头",
    "paper-mill": "范文网站的导语",
    "document-site": "文库网站的说明",
    "site-name": "网站自己的名称",
    "source-line": "来源行",
    "newsprint": "报纸排版系统留下的行",
    "printed-in": "文中写明的刊载处",
}

_EVIDENCE_RULES_OF = {
    "title": {
        "page-title": "网页标题",
        "page-title-alone": "网页标题，正文里没有这一行",
        "first-line": "文首短行，正文与之相合",
        "top-line": "文首短行，正文没有重复",
        "above-source": "紧接在来源行之上",
        "above-byline": "紧接在署名之上",
        "opening": "全文连成一行，取其开头",
        "labelled": "标注的标题",
        "repeated-title": "文首重复出现的标题",
        "split-title": "文首拆成几行的标题",
        "filename": "文件名",
        "working-title": "原文无题，由首句拟成",
    },
    "region": {
        "title": "题名中的地名",
        "head": "电头与开篇的地名",
        "body": "正文各段的地名",
        "organ": "党委、政府等机关的名称",
        "outlet": "发布单位所在地",
        "scope": "“全县”“全市”一类的范围词",
        "township": "只写了乡镇，由乡镇推知",
        "village": "地名后紧接其下辖的乡镇",
        "publisher": "网站主办机关所在地，正文写了其乡镇或“我县”",
        "shared": "几个下级地区共同的上级",
        "parts": "写“我省”“我市”，并写到其几个下级地区",
        "former-name": "曾用此名的地区",
    },
    "date": {
        "labelled": "标注的发布时间",
        "page-date": "网页自带的日期",
        "date-line": "单独成行的日期",
        "dispatch": "电头中的月日，年份取自网址或正文",
        "updated": "标注的更新时间，可能晚于发布",
        "own-address": "发布单位自己网址中的日期",
        "address": "网址中的日期",
        "file-name": "文件名中的日期",
        "htmldate": "由整个网页推测的日期",
        "file-created": "文件建立的日期",
        "in-a-sentence": "句中提到的日期",
        "issue": "所载刊物的年份，期号不足以知月份",
        "no-year": "只有月日，没有年份；没有年份的月日不能成为日期",
        "refused-future": "所写日期晚于入库之日，不采用",
    },
    "source": {
        "labelled": "标注的来源",
        "page-source": "网页自带的来源",
        "in-title": "标题前的报纸名，正文自称本报",
        "journal": "刊名与期号",
        "reported-by": "电头或“据某报”",
        "contributed": "供稿单位",
    },
    "author": {
        "labelled": "标注的作者",
        "page-author": "网页自带的作者",
        "name-line": "题下单独成行的姓名",
        "organ-line": "题下单独成行的单位",
        "closing-name": "文末括号中的姓名",
        "about-the-author": "作者简介",
    },
    "kind": {
        "title-word": "题名用词",
        "masked": "多处隐去，像供人套用的范文",
        "numbered-samples": "一页并列几篇范文",
        "opening": "汇报体的开头",
        "closing": "汇报体的结尾",
        "heading": "汇报体的小标题",
        "event": "开篇记事",
        "scene": "现场描写",
        "speech": "引述谈话",
        "interview": "问答体",
        "press": "来源是报社、通讯社",
        "apparatus": "摘要、参考文献等论文体例",
        "fieldwork": "调查研究的用语",
        "measures": "做法条目",
        "numbered": "分条叙述",
        "articles": "逐条的条文",
        "notice": "通知体的称呼与要求",
        "definition": "开头即介绍该处的所在",
        "nameless": "题名不写地名与单位，像供人套用的范文",
        "citations": "文内的引注",
        "office-prose": "公文用语",
        "prose": "叙述体",
        "placeless": "不写何地何时，泛论其事",
        "profile": "开头历数其规模",
        "state": "只列举工作与数字，不写人物与场面",
        "essay": "以引言起首，而无论文的摘要与注释",
        "history": "多写旧年份",
        "code": "程序代码",
        "editors-note": "编者按",
    },
    "script": {"differing-characters": "繁简有别的字"},
}

_ALL_RULES = {rule: label for rules in _EVIDENCE_RULES_OF.values() for rule, label in rules.items()}

#: Where each value was looked for; the page says so of an unknown one.
LOOKED_IN = {
    "title": "网页标题、文首短行",
    "region": "题名、文首、正文、落款",
    "date": "标注、文首五行、落款、网址",
    "source": "来源行、电头、供稿、网站名",
    "author": "作者行、记者、文末署名",
    "kind": "题名、文体",
    "script": "全文用字",
}

#: What else speaks for a value or against it (``Evidence.signs``), by the name of the sign, whichever field has it.
SIGNS = {
    "agreed": "不止一条依据",
    "unopposed": "没有别的说法",
    "contradicted": "另有不同的说法",
    "in-title": "见于题名",
    "supported": "机关、乡镇或本地媒体可作旁证",
    "named-again": "不止一处提到",
    "short-only": "只写了简称",
    "scope-agrees": "与“全县”“全市”一类的说法相合",
    "outlet-agrees": "来源是当地的",
    "acts": "是做事的一方",
    "others-named": "也写到别处",
    "part-ahead": "其下辖的地方写得更多",
    "above-ahead": "其上级地方写得更多",
    "names": "是人名",
    "rare-surname": "姓氏少见",
    "several": "不止一人",
    "organ": "是机关单位",
    "outlet": "是报刊或网站",
    "top-of-page": "在页首",
    "support-high": "正文与之相合",
    "support-low": "正文少与之相合",
    "title-word": "用词像题名",
    "below-source": "在来源行之下",
    "above-body": "下接正文",
    "crowded": "夹在许多短行里",
    "published-label": "标注为发布时间",
    "with-clock": "带时刻",
    "in-source-line": "在来源行里",
    "alone": "单独成行",
    "tells-an-event": "开篇记一件事",
    "own-voice": "以“我县”“我们”自述",
    "short": "不长",
}

#: All names above, for scripts/messages.py: names of edits come from the room of texts, which knows no gettext.
NAMES = tuple(
    name
    for table in (FIELDS, EDIT_RULES, EVIDENCE_RULES, *_EVIDENCE_RULES_OF.values(), LOOKED_IN, SIGNS)
    for name in table.values()
)

_CERTAINTY = (
    (0.97, 5, gettext_noop("几乎确定")),
    (0.9, 4, gettext_noop("很高")),
    (0.75, 3, gettext_noop("较高")),
    (0.5, 2, gettext_noop("一般")),
    (0.0, 1, gettext_noop("较低")),
)


def edit_rule_label(rule: str) -> str:
    """Return the name of an edit's rule."""
    return gettext(EDIT_RULES.get(rule, rule))


def evidence_rule_label(rule: str, field: str = "") -> str:
    """Return the name of a rule of evidence, "" for ""; some rules have a name for each ``field`` (a key of FIELDS)."""
    of_field = _EVIDENCE_RULES_OF.get(field, {})
    return gettext(of_field.get(rule) or EVIDENCE_RULES.get(rule) or _ALL_RULES.get(rule, rule)) if rule else ""


def sign_labels(signs: Iterable[str]) -> tuple[str, ...]:
    """Return the names of signs, in their order; one without a name here is left out."""
    return tuple(gettext(SIGNS[sign]) for sign in signs if sign in SIGNS)


def certainty(confidence: float) -> tuple[int, str]:
    """Return the rung of the ladder (1 to 5) and its word, for a confidence of 0 to 1."""
    return next((rung, gettext(word)) for least, rung, word in _CERTAINTY if confidence >= least or least == 0.0)
