"""Every regular expression of the project on the inputs that are worst for it, made from its own letters.

REGEX_SIZE=100000 (characters) is the bar of 100 ms; the suite looks at a tenth of it, where a square shows too.
"""

from __future__ import annotations

import importlib
import inspect
import math
import os
import re
import time
from collections.abc import Iterator
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

from tests.all_modules import all_modules
from tests.slowness import is_within

SIZE = int(os.environ.get("REGEX_SIZE", "10000"))
LONGEST_SECONDS = 0.1 * SIZE / 100_000 + 0.02
PACKAGES = ("archive", "search", "config")
#: What ends a run without a match, in turn.
ENDS = ("", "\x00", "。")
_MOST_LETTERS = 6


def modules() -> Iterator[object]:
    for module in all_modules(*PACKAGES, without=("config.wsgi", "config.gunicorn")):
        if "migrations" not in module.__name__:
            yield module


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from patterns_in(each, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from patterns_in(each, depth + 1)
    elif hasattr(value, "__dataclass_fields__") and depth < 4 and not isinstance(value, type):
        for name in value.__dataclass_fields__:
            yield from patterns_in(getattr(value, name, None), depth + 1)


@cache
def all_patterns() -> dict[tuple[str, str], re.Pattern]:
    """{(where, pattern): compiled}, each pattern once."""
    found: dict[tuple, tuple[str, re.Pattern]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                home = getattr(module, "__name__", "")
                found.setdefault((pattern.pattern, pattern.flags), (f"{home}.{name}", pattern))
    return {(where, str(pattern.pattern)[:60]): pattern for where, pattern in found.values()}


def letters_of(pattern: re.Pattern) -> list[str]:
    """Letters that the expression itself speaks of, one for each class, the first ones first."""
    found: dict[str, None] = {}

    def walk(parsed) -> None:
        for operation, argument in parsed:
            if operation in (_constants.LITERAL, _constants.NOT_LITERAL):
                found.setdefault(chr(argument))
            elif operation is _constants.IN:
                for kind, value in argument:
                    if kind is _constants.LITERAL:
                        found.setdefault(chr(value))
                        break
                    if kind is _constants.RANGE:
                        found.setdefault(chr(value[0]))
                        break
                    if kind is _constants.CATEGORY:
                        found.setdefault({"DIGIT": "1", "SPACE": " "}.get(str(value).rpartition("_")[2], "a"))
                        break
            elif operation is _constants.ANY:
                found.setdefault("软")
            elif isinstance(argument, tuple | list | _parser.SubPattern):
                walk_any(argument)

    def walk_any(argument) -> None:
        for each in argument if not isinstance(argument, _parser.SubPattern) else [argument]:
            if isinstance(each, _parser.SubPattern):
                walk(each)
            elif isinstance(each, tuple | list):
                walk_any(each)

    walk(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    return list(found)


def attacks(pattern: re.Pattern) -> Iterator[str | bytes]:
    """Runs of one letter, of all the letters in their order, and of each beginning of them."""
    letters = letters_of(pattern)[:_MOST_LETTERS] or ["a"]
    units = [
        *letters,
        *("".join(letters[:end]) for end in range(2, len(letters) + 1)),
        *(f"{one} " for one in letters[:3]),
    ]
    for unit in dict.fromkeys(units):
        for end in ENDS:
            made = unit * (SIZE // len(unit)) + end
            yield made if isinstance(pattern.pattern, str) else made.encode("latin-1", "replace")


def is_only_matched(where: str) -> bool:
    """Whether its room asks a private expression at one place only (match, fullmatch), never along a text."""
    home, _, name = where.rpartition(".")
    used = set(re.findall(rf"\b{name}\.(\w+)\(", inspect.getsource(importlib.import_module(home))))
    return name.startswith("_") and bool(used) and used <= {"match", "fullmatch"}


def seconds_for(pattern: re.Pattern, attack: str | bytes, *, along: bool) -> float:
    """Of the processor, the least of three if need be, since other work disturbs; stops at a second."""
    best = math.inf
    for _ in range(3):
        started = time.thread_time()
        if along:
            for number, _found in enumerate(pattern.finditer(attack)):
                if number % 100 == 0 and time.thread_time() - started > 1:  # the clock costs more than a match
                    break
        else:
            pattern.match(attack)
            pattern.fullmatch(attack)
        best = min(best, time.thread_time() - started)
        if best < LONGEST_SECONDS or best > 1:
            break
    return best


def test_the_expressions_of_all_rooms_are_found():
    assert len(all_patterns()) > 200
    assert {where.split(".")[0] for where, _ in all_patterns()} >= {"archive", "search"}


@pytest.mark.parametrize("share", range(4))
def test_no_expression_is_slow_on_what_is_worst_for_it(share):
    slow = []
    for (where, shown), pattern in list(all_patterns().items())[share::4]:
        along = not is_only_matched(where)
        for attack in attacks(pattern):
            # A short piece first: what is worse than a square would not come back from the whole.
            seconds = seconds_for(pattern, attack[: SIZE // 20], along=along)
            if seconds < LONGEST_SECONDS:
                seconds = seconds_for(pattern, attack, along=along)
            if not is_within(seconds, LONGEST_SECONDS):
                slow.append(f"{where} {shown!r}: {seconds * 1000:.0f} ms on {attack[:20]!r}")
                break
    assert not slow, "\n".join(slow)
