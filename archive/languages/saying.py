"""Sentences with their values in the language of the page, and words that keep their own language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.dates import MONTHS
from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from archive.text.dates import PartialDate
from search.sentences import Sentence

_HAN = re.compile(
    r"[〇\u3400-\u9fff\U00020000-\U0003ffff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]*"
)
#: What a page says for a value that is not known.
UNKNOWN_LABEL = gettext_noop("未注明")


def say(sentence: str, *values: Any) -> str:
    """Return ``sentence`` (Chinese, with {0} {1} for the values) in the language of the page."""
    if not sentence:
        return ""  # gettext would return the catalog's own head
    return gettext(sentence).format(*(translated(value) for value in values)) if values else gettext(sentence)


#: The same for a sentence that is written once, when a form is declared, and read in many languages.
say_later = lazy(say, str)


def translated(words: Any) -> Any:
    """Return a sentence of the engine (search/sentences.py), or of its error, in the language of the page.

    Other values come back unchanged.
    """
    if isinstance(words, Exception):
        words = words.args[0] if words.args else ""
    return say(words.sentence, *words.values) if isinstance(words, Sentence) else words


def listed(values: Iterable[Any]) -> str:
    """Join values as the language of the page does: 2019、2020 or 2019, 2020."""
    return gettext("、").join(map(str, values))


def date_parts(date: PartialDate | None) -> tuple[str, str]:
    """Return what is known of a date in words, and what is not: ``2019年11月`` and ``（日未注明）``."""
    if date is None:
        return say(UNKNOWN_LABEL), ""
    if date.month is None:
        return say("{0}年", date.year), say("（月日未注明）")
    if date.day is None:
        return say("{0}年{1}月", date.year, date.month, MONTHS[date.month]), say("（日未注明）")
    return say("{0}年{1}月{2}日", date.year, date.month, date.day, MONTHS[date.month]), ""


def date_words(date: PartialDate | None) -> str:
    """Return 2021年8月16日, 2019年11月（日未注明）, 2020年（月日未注明） or 未注明."""
    return "".join(date_parts(date))


def own(words: Any) -> SafeString:
    """Mark words of a report or of an editor as Chinese, where the page is in another language."""
    text = conditional_escape(words)
    if get_language() == "zh-hans" or not _HAN.search(text):
        return text
    return format_html('<span lang="zh">{}</span>', text)


def mixed(words: Any) -> SafeString:
    """Mark the Chinese words that a sentence of an English page quotes."""
    if get_language() != "en" or isinstance(words, SafeString):
        return conditional_escape(words)
    return format_html_join("", "{}", ((piece,) for piece in _pieces(str(words))))


def _pieces(text: str) -> Iterator[SafeString | str]:
    at = 0
    for found in _HAN.finditer(text):
        yield text[at : found.start()]
        yield format_html('<span lang="zh">{}</span>', found[0])
        at = found.end()
    yield text[at:]
