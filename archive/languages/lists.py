"""The other script by OpenCC's lists alone; ``phrases.py`` lays over it what they get wrong."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from opencc import OpenCC

ReadScript = Literal["hans", "hant"]
#: s2tw writes 裡 and 群 as readers of 繁體 expect; s2t would give 裏 and 羣.
_LISTS: dict[str, str] = {"hans": "t2s", "hant": "s2tw"}


def by_lists(text: str, script: ReadScript) -> str:
    """Return ``text`` as the lists write it; unchanged where that would have another length."""
    converted = _converter(script).convert(text)
    return converted if len(converted) == len(text) else text


@cache
def _converter(script: ReadScript) -> OpenCC:
    """Return the converter to ``script``. Built once a process: a constant of the program."""
    return OpenCC(_LISTS[script])


@cache
def in_doubt() -> frozenset[str]:
    """Return the simplified characters that have several traditional forms (干, 后, 范). A constant of the program."""
    lines = files("opencc").joinpath("dictionary", "STCharacters.txt").read_text("utf-8").splitlines()
    return frozenset(one for one, _, forms in (line.partition("\t") for line in lines) if " " in forms.strip())
