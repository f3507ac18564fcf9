"""Which language does the terminal speak: ``--lang``, else LC_ALL, LC_MESSAGES or LANG? Known without Django.

See docs/decisions/0016-one-language-of-commands.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from gettext import bindtextdomain, textdomain, translation
from pathlib import Path
from typing import Any

from search.sentences import Sentence

OPTION = "--lang"
#: What the option takes, and the language of the catalogs that it names.
CHOICES = {"zh": "zh-hans", "en": "en"}
#: The folders of their catalogs in locale/, and the domain of argparse's; its English is its own.
_FOLDERS = {"zh-hans": "zh_Hans", "en": "en"}
_ARGPARSE = "argparse"
_LOCALE = Path(__file__).resolve().parents[2] / "locale"
#: The first that is set decides, as POSIX says (Base Definitions, 8.2).
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(words: Iterable[str], variables: Mapping[str, str]) -> str:
    """Return ``zh-hans`` or ``en`` for the words of a command line and the environment ``variables``."""
    chosen, _ = _parted(words)
    if chosen in CHOICES:
        return CHOICES[chosen]
    locale = next(filter(None, (variables.get(name) for name in _VARIABLES)), "")
    return CHOICES["zh" if locale.lower().startswith("zh") else "en"]


def terminal_language() -> str:
    """Return ``zh-hans`` or ``en`` for the command line and the environment of this process."""
    return language_of(sys.argv[1:], os.environ)


def without_option(words: Iterable[str]) -> list[str]:
    """Return the words without ``--lang`` and its value, wherever it stands; one with another value stays."""
    words = list(words)
    chosen, rest = _parted(words)
    return rest if chosen in CHOICES else words


def option_in(words: Iterable[str]) -> list[str]:
    """Return ``--lang`` and its value as two words, where it stands among the words with a known value; else []."""
    chosen, _ = _parted(words)
    return [OPTION, chosen] if chosen in CHOICES else []


def spoken(chinese: str, english: str) -> str:
    """Return one of two sentences, for what is said before Django and its catalogs are there."""
    return english if terminal_language() == "en" else chinese


def spoken_sentence(words: Any) -> Any:
    """Return a Sentence in the language of the terminal, by the catalog alone; other values come back unchanged."""
    if not isinstance(words, Sentence) or terminal_language() != "en":
        return words
    english = translation("django", _LOCALE, ["en"]).gettext(words.sentence)
    return english.format(*map(spoken_sentence, words.values)) if words.values else english


@contextmanager
def spoken_by_argparse(language: str) -> Iterator[None]:
    """Let argparse say usage:, options: and its refusals in ``language`` until the block ends.

    It asks gettext for them, in the domain of the process and the languages that the environment names.
    """
    domain, named = textdomain(), os.environ.get("LANGUAGE")
    bindtextdomain(_ARGPARSE, str(_LOCALE))
    textdomain(_ARGPARSE)
    os.environ["LANGUAGE"] = _FOLDERS[language]
    try:
        yield
    finally:
        textdomain(domain)
        if named is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = named


def _parted(words: Iterable[str]) -> tuple[str, list[str]]:
    """Return the value of the option, "" without one, and the other words. After ``--`` no word is an option."""
    chosen = ""
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            return chosen, [*rest, word, *left]
        name, equals, value = word.partition("=")
        if name != OPTION:
            rest.append(word)
        else:
            chosen = value if equals else next(left, "")
    return chosen, rest
