"""Script: simplified, traditional or mixed, by the characters that differ between the two."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files

from archive.text.evidence import Candidate, Evidence

#: A few characters of the other script (a footer, a quotation, 乾部) do not make a text mixed.
CLEAR_SHARE = 0.85


def describe_script(text: str) -> Evidence:
    """Return ``hans``, ``hant`` or ``mixed``; None (``not-found``) if no character of the text differs.

    Counts the characters that only one of the scripts has, by OpenCC's lists; those that both have (后, 里, 干) count
    for neither. The quote states the count: 412 字中 188 字.
    """
    simplified, traditional = _characters_of_one_script()
    counted = Counter(text)
    hans = sum(times for character, times in counted.items() if character in simplified)
    hant = sum(times for character, times in counted.items() if character in traditional)
    han = sum(times for character, times in counted.items() if "\u3400" <= character <= "\u9fff")
    if not hans + hant:
        return Evidence(None, "not-found", f"{han} 字中 0 字")
    share = hant / (hans + hant)
    value = "hant" if share >= CLEAR_SHARE else "hans" if share <= 1 - CLEAR_SHARE else "mixed"
    telling = {"hans": hans, "hant": hant, "mixed": hans + hant}[value]
    purity = {"hans": 1 - share, "hant": share, "mixed": 0.6}[value]
    # A dozen differing characters are as good as a thousand.
    confidence = round(purity * min(1.0, (hans + hant) / 12), 2)
    rivals = tuple(
        Candidate(other, "differing-characters", f"{han} 字中 {count} 字", round(count / (hans + hant), 2))
        for other, count in (("hans", hans), ("hant", hant))
        if count and other != value
    )
    return Evidence(value, "differing-characters", f"{han} 字中 {telling} 字", confidence, rivals)


@cache
def _characters_of_one_script() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of the simplified script only, and of the traditional script only.

    Read once a process: a constant of the program.
    """
    to_traditional, to_simplified = _pairs("STCharacters.txt"), _pairs("TSCharacters.txt")
    simplified = {one for one, others in to_traditional.items() if one not in others and one not in to_simplified}
    traditional = {one for one, others in to_simplified.items() if one not in others and one not in to_traditional}
    return frozenset(simplified), frozenset(traditional)


def _pairs(name: str) -> dict[str, list[str]]:
    rows = files("opencc").joinpath("dictionary", name).read_text("utf-8").splitlines()
    return {one: others.split() for one, tab, others in (row.partition("\t") for row in rows) if tab}
