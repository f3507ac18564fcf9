"""Where does a page's own title end, and where does its site begin? 标题--栏目--站名 is 标题."""

from __future__ import annotations

import html
import re
from collections.abc import Set as AbstractSet

from archive.text.titles.refused import is_column
from search.fold import fold

_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?(?:[-_|–—·>»丨]|::)\s*")
# A dash of two belongs to a subtitle, a hyphen or a bar does not.
_HARD_SEPARATOR = re.compile(r"(?:[-_|»>]|::)\s*$")
_SITE_WORD = re.compile(
    r"(?:网|网站|门户|首页|在线|文库|日报|晚报|晨报|周刊|周报|频道|政府|先锋|党建|新闻|the paper|官网|(?:官方|下载)(?:下载)?入口|大学|学院|医院|org|com|cn)$",
    re.IGNORECASE,
)
# Owners of sites; they end titles too, so only behind a hyphen, a bar or the like.
_OWNER = re.compile(
    r"(?:中学|小学|学校|幼儿园|党校|研究[院所]|局|厅|镇|乡|街道|县|区|市|公司|集团|委员会|组织部|宣传部|党委|党工委|工委|管委会|党组|党支部|总支|办事处|协会|中心|报|社|台|党员网|客户端)$"
)
_CLAUSE_WORD = re.compile(r"[的在与把让为,.\"]")
_SITE_NAME = re.compile(
    r"(?:网|网站|门户|首页|在线|文库|日报|晚报|频道|大学|学院|医院|中学|小学|公司|人民政府|委员会)$"
    r"|^(?:新闻|文章|信息|内容)(?:详情|内容|正文|页面|浏览|详细页?)$"
)
_SUBTITLE = re.compile(r"——|──")
_LONGEST_OWN_NAME = 14
_LONGEST_SITE = 20
_LONGEST_TITLE = 400
_LONGEST_COLUMN = 6
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_FEWEST_LETTERS = 4


def decoded(words: str) -> str:
    """Return the words of an attribute or a title with entities that a site encoded twice decoded, blanks as one."""
    return re.sub(r"\s+", " ", html.unescape(html.unescape(words))).strip() if "&" in words else words


def site_behind(title: str) -> str:
    """Return the name of the site that ``without_site_name`` removes from a page's title; "" if there is none.

    The name of a paper goes before that of its site.
    """
    behind = [part for part in _SEPARATOR.split(title.strip()[len(without_site_name(title)) :]) if part]
    named = [part for part in behind if len(part) >= 3 and _SITE_WORD.search(part) and not is_column(fold(part))]
    return next((part for part in named if part.endswith(("报", "報"))), named[-1] if named else "")


def without_site_name(title: str, site_name: str = "") -> str:
    """Return an HTML title without the name of its site: 标题_基层党建_某某网 is 标题."""
    title = title.strip()
    cuts = list(_SEPARATOR.finditer(title))
    parts = _SEPARATOR.split(title)
    keep = len(parts)
    while keep > 1 and _is_of_the_site(parts, keep, cuts[keep - 2], site_name):
        keep -= 1
    return title[: cuts[keep - 1].start()].strip() if keep < len(parts) else title


def behind_site(title: str) -> str:
    """Return a page's title without the site's name in front: 某某先锋网_标题 is 标题."""
    cut = _SEPARATOR.search(title)
    if cut and _HARD_SEPARATOR.search(cut[0]) and is_site(title[: cut.start()].strip()):
        rest = title[cut.end() :].strip()
        return rest if len(letters(rest)) >= _FEWEST_LETTERS else title
    return title


def cut_at_line(title: str, lines: AbstractSet[str]) -> str:
    """Return the longest beginning of a page's title, ended by a separator, that is a line of its own; "" if none is.

    ``lines`` are the bare forms (``letters``) of the page's lines. The whole title counts as a beginning of itself.
    """
    title = title.strip()
    if len(title) > _LONGEST_TITLE:
        return ""  # a whole text on one line: each of its separators would be tried
    whole = len(letters(title))
    for end in (len(title), *(cut.start() for cut in reversed(list(_SEPARATOR.finditer(title))))):
        if _SUBTITLE.search(title, max(0, end - 1), end + 3) and not is_site(title[end:].lstrip(" —─")):
            continue
        part = title[:end].rstrip(" -_|–—·>»丨:")
        # A column in front of the title is shorter than what stands behind it.
        if len(letters(part)) >= max(_FEWEST_LETTERS, whole / 3) and letters(part) in lines:
            return part
    return ""


def is_site(words: str) -> bool:
    """Return whether the words are the name of a site or its owner alone, as the title of many a page is."""
    return len(words) <= _LONGEST_OWN_NAME and bool(_SITE_NAME.search(fold(words)))


def letters(words: str) -> str:
    """Return the folded words without blanks and signs."""
    return _NOT_WORD.sub("", fold(words))


def _is_of_the_site(parts: list[str], keep: int, cut: re.Match[str], site_name: str) -> bool:
    """Return whether the last of ``parts[:keep]`` is a site's name, or a column in front of one; ``cut`` stands before it."""
    part = parts[keep - 1]
    if not part or (site_name and letters(part) == letters(site_name)):
        return True
    if keep < len(parts) and len(part) <= _LONGEST_COLUMN:
        return True
    if len(part) > _LONGEST_SITE:
        return False
    return bool(
        _SITE_WORD.search(part)
        or (_HARD_SEPARATOR.search(cut[0]) and _OWNER.search(fold(part)) and not _CLAUSE_WORD.search(fold(part)))
    )
