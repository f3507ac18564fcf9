"""Names of people: by their surnames, alone, run together, or behind the name of an office.

All functions fold what they are given.
"""

from __future__ import annotations

import re

from archive.text.credits.outlets import is_outlet
from archive.text.credits.surnames import COMMON, COMMONEST, COMPOUND, KNOWN, RARE, WORDS
from search.fold import fold

_HAN = re.compile(r"[\u3400-\u9fff·]+")
#: Characters that write Tibetan, Uyghur and Mongolian names by their sound, which have no surname.
_BY_SOUND = frozenset(
    "阿合买提江古丽木尔巴扎西次仁旺多吉卓玛才让拉姆格桑达瓦尼央宗顿珠平措努尔艾力克吐尼亚孜热汗娜布赫斯日额乌其木仁苏那敖登巴特图娅雅白哈萨依麦提热孜万加旦增曲珍德吉欧珠罗布嘎玛泽登金美央金孟和朝鲁宝音塔娜"
)
_WITHOUT_SURNAME = ("才让", "卓玛", "扎西", "多杰", "次仁", "阿不", "买买", "艾尔")
# The last character of a place, office or site, and words of grammar: no given name ends or goes so.
_NO_LAST = "省市县区镇乡村庄屯寨湾部局委办网报台站馆厂院系室科社组署股队团"
_NO_PART = re.compile(
    r"[的了在是从被把将讯与及也都很更让使为不没]|[一二三四五六七八九十]月|记者|通讯|编辑|党|某某|组长|主任|书记|[市县镇乡局部处科校院会队]长$|来源|时间|日期|责任|单位|文图|文摄|浏览|点击|发布|发表|阅读|审核|原创|转载|整理|供图|^[左右前后中][一二三四五六排起]|字[号体]|打印|收藏|分享|微[信博]|[大中小]字"
)
_GRAMMAR = re.compile(r"(?<=^[\u3400-\u9fff])[在从将与为不]")
_ORGAN_AND_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,20}?(?:学院|大学|部|局|办公室|办|委|党支部|总支|支部|中心|科|社|镇|乡|街道|县|区|市|政府|委员会|公司) ?:? ?"
    r"(?P<name>[\u4e00-\u9fff]{2,4})$"
)

# 安委会 and 史协会 are no names behind 市政府, though they begin with a surname.
_COUNCIL = re.compile(r"[委协工理商]会$")


def is_name(text: str) -> bool:
    """Return whether ``text`` is a name without a label to say so: two or three Han characters with a usual surname.

    Four with a surname of two; names without a surname by the characters that write them; common words are none.
    """
    folded = fold(text)
    if not _is_written_like_one(folded) or folded in WORDS:
        return False
    if folded[:2] in COMPOUND:
        return 3 <= len(folded) <= 4
    return (
        len(folded) <= 3 and folded[0] in _USUAL and not (len(folded) == 3 and folded[:2] in _LEADING)
    ) or is_by_sound(folded)


def may_be_name(text: str) -> bool:
    """Return whether ``text`` is a name where 记者 or 作者 stands before it: a rare surname counts too."""
    folded = fold(text)
    return is_name(folded) or (
        2 <= len(folded) <= 3 and folded[0] in _ALL and _is_written_like_one(folded) and folded not in WORDS
    )


def is_by_sound(text: str) -> bool:
    """Return whether ``text`` is a name of 2 to 12 characters that is written by its sound: 阿合买提江, 次仁卓玛."""
    folded = fold(text).replace("·", "")
    known = sum(character in _BY_SOUND for character in folded)
    if folded.startswith(_WITHOUT_SURNAME) and 2 <= len(folded) <= 4:
        return True
    return (4 <= len(folded) <= 12 and known == len(folded)) or ("·" in text and 4 <= len(folded) <= 12 and known >= 3)


def has_surname(folded: str) -> bool:
    """Return whether a folded word begins with any surname: a name if it stands alone behind 记者, as 黄河 may."""
    return folded[:1] in _ALL or folded[:2] in COMPOUND


def has_usual_surname(folded: str) -> bool:
    """Return whether a folded word begins with a usual surname, of one character or two."""
    return folded[:1] in _USUAL or folded[:2] in COMPOUND


def has_rare_surname(text: str) -> bool:
    """Return whether a name's surname is none of the usual ones."""
    folded = fold(text)
    return not (folded[:1] in COMMON or folded[:2] in COMPOUND)


def is_name_beside(text: str) -> bool:
    """Return whether ``text`` is a name where a sure one stands beside it: 石为民 too, though 为 is a word of grammar."""
    return is_name(_GRAMMAR.sub("明", fold(text)))


def split_names(text: str, *, labelled: bool = False) -> list[str]:
    """Return the names that ``text`` is made of, without marks between: 王春雨曹霁阳; [] if it is not all names.

    Of several ways the one of the commonest surnames and of names of three characters is taken. ``labelled`` lets rare surnames count.
    """
    folded = fold(text)
    if not 2 <= len(folded) <= 24 or not _HAN.fullmatch(folded):
        return []
    holds = may_be_name if labelled else is_name
    if len(folded) <= 12 and holds(folded):
        return [text]
    # The best way to reach each offset: (weight, names).
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for start in range(len(folded)):
        if start not in best:
            continue
        for size in (2, 3, 4):
            part = folded[start : start + size]
            if len(part) < size or not (is_name(part) or (labelled and may_be_name(part))):
                continue
            weight = best[start][0] + _weight(part)
            if start + size not in best or weight > best[start + size][0]:
                best[start + size] = (weight, [*best[start][1], text[start : start + size]])
    return best[len(folded)][1] if len(folded) in best else []


def _weight(name: str) -> int:
    """Return how much a part of a row looks like a name: three characters, and a surname that many have."""
    if name[:2] in COMPOUND:
        return 8
    return 2 * (len(name) == 3) + 2 * (name[0] in COMMONEST) + (name[0] in COMMON)


def is_row_of_names(text: str) -> bool:
    """Return whether ``text`` is several names without marks between: 王春雨曹霁阳熊琳."""
    return len(split_names(text)) > 1


def are_names(text: str) -> bool:
    """Return whether ``text`` is one or more names, with blanks or marks between or without."""
    words = [word for word in re.split(r"[ \t\u3000,;/&+、，；|＋]+", text.strip()) if word]
    return bool(words) and all(is_name(word) or is_row_of_names(word) for word in words)


def name_behind_organ(text: str) -> str:
    """Return the person's name at the end of an office's: 金志鹏 of 应用技术学院金志鹏; "" if there is none."""
    match = _ORGAN_AND_NAME.match(fold(text.strip()))
    if not match or not is_name(match["name"]) or _COUNCIL.search(match["name"]):
        return ""
    return text.strip()[match.start("name") :]


def _is_written_like_one(folded: str) -> bool:
    return (
        2 <= len(folded) <= 12
        and bool(_HAN.fullmatch(folded))
        and folded[-1] not in _NO_LAST
        and not _NO_PART.search(folded)
        and not is_outlet(folded)
    )


_USUAL = COMMON | KNOWN
_ALL = _USUAL | RARE
#: Words of two characters behind which a third makes no name either: 管理员, 全市性.
_LEADING = frozenset(word for word in WORDS if len(word) == 2)
