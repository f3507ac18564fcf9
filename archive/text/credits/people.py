"""Names of people: by their surnames, alone, run together, or behind the name of an office."""

from __future__ import annotations

import re

from archive.text.credits.outlets import is_outlet
from search.fold import fold

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆汪范金石廖贾夏韦付傅方邹熊孟秦白江阎薛尹段雷黎史龙陶贺毛郝顾龚邵万钱覃武戴孔向汤严文康施洪季常温"
    "牛庄樊葛邢安齐易乔伍庞颜倪鲁祁柴翟聂章殷申左耿关焦俞祝欧甘宁尚舒阮纪梅盛童凌翁游詹鲍霍柳裴单莫岳骆路靳房涂解"
    "车冉鞠甄佟戚卓仇丛包柏苗曲阳邬木桂卜农米景屈尤占沙查简边辛翦卞仲滕栾迟商古郁寇封巩刁冷仝冀明巴晏燕隋扎索原牟丘苟胥宫厉展褚蒲谷荣蓝敖赖蔺宗盖应岑麦植阙莘闫逄戎佘晁隗冼庹邸苑宿阚帅揭匡支谌旷尉蔚邝粟禤荀亢岑迟栗桑郗佴娄于"
)
# Surnames of two characters, and Tibetan and Uyghur names that bylines give without one.
_SURNAMES_OF_TWO = ("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "公孙", "慕容", "东方", "夏侯", "令狐")
_WITHOUT_SURNAME = ("才让", "卓玛", "扎西", "多杰", "次仁", "阿不", "买买", "艾尔")
_DOUBLE = (*_SURNAMES_OF_TWO, *_WITHOUT_SURNAME)
_HAN_ONLY = re.compile(r"[\u3400-\u9fff]{4,14}")
_ORGAN_AND_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,20}?(?:学院|大学|部|局|办公室|办|委|党支部|支部|中心|科|社|镇|乡|街道|县|区|市) ?(?P<name>[\u4e00-\u9fff]{2,4})$"
)


def is_name(text: str) -> bool:
    """Return whether ``text`` is two to four Han characters that begin with a common surname, in either script."""
    folded = fold(text)
    return (
        2 <= len(folded) <= 4
        and all("\u3400" <= character <= "\u9fff" or character == "·" for character in folded)
        and (folded[0] in _SURNAMES or folded.startswith(_DOUBLE))
        and not is_outlet(folded)
    )


def is_row_of_names(text: str) -> bool:
    """Return whether ``text`` is several names of two or three characters without marks between: 王春雨曹霁阳熊琳."""
    folded = fold(text)
    if not _HAN_ONLY.fullmatch(folded):
        return False
    reached = {0}
    for start in range(len(folded)):
        if start in reached:
            reached |= {start + size for size in (2, 3) if is_name(folded[start : start + size])}
    return len(folded) in reached


def name_behind_organ(text: str) -> str:
    """Return the person's name at the end of an office's: 金志鹏 of 应用技术学院金志鹏; "" if there is none."""
    match = _ORGAN_AND_NAME.match(fold(text.strip()))
    return text.strip()[match.start("name") :] if match and is_name(match["name"]) else ""
