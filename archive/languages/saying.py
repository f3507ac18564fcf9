"""A sentence with its values, in the language of the page; and words that are nobody's to translate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from search.sentences import Sentence

_HAN = re.compile(
    r"[〇\u3400-\u9fff\U00020000-\U0003ffff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]*"
)


def say(sentence: str, *values: Any) -> str:
    """``sentence`` (Chinese, with {0} {1} for the values) in the language of the page."""
    if not sentence:
        return ""  # of which gettext would tell the catalog's own head
    return gettext(sentence).format(*(said(value) for value in values)) if values else gettext(sentence)


#: The same for what is written once, when a form is declared, and read in many languages.
later = lazy(say, str)


def said(words: Any) -> Any:
    """What the engine room said, or raised (search/sentences.py), in the language of the page; all else as it is."""
    if isinstance(words, Exception):
        words = words.args[0] if words.args else ""
    return say(words.sentence, *words.values) if isinstance(words, Sentence) else words


def listed(values: Iterable[Any]) -> str:
    """2019、2020 or 2019, 2020."""
    return gettext("、").join(map(str, values))


def own(words: Any) -> SafeString:
    """Words of a document or of an editor, which keep their language: marked as Chinese where the page is not."""
    text = conditional_escape(words)
    if get_language() == "zh-hans" or not _HAN.search(text):
        return text
    return format_html('<span lang="zh">{}</span>', text)


def mixed(words: Any) -> SafeString:
    """A sentence of the page that quotes Chinese: on an English page what is Chinese in it is marked so."""
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
