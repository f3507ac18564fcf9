"""Which characters does a reader not see? One list for texts, names of files and queries.

They are those with the property Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt: format characters,
selectors of variants, fillers, tags), which fonts draw as nothing, and the controls of C0 and C1 but tabs and line
ends. A copy picks them up from web pages; each parts two characters that a reader sees side by side. Within an emoji
they say which picture is meant, so there they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: First and last code point of each range: controls, then Default_Ignorable_Code_Point.
RANGES: tuple[tuple[int, int], ...] = (
    (0x00, 0x08),
    (0x0E, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),  # soft hyphen
    (0x34F, 0x34F),  # combining grapheme joiner
    (0x61C, 0x61C),  # Arabic letter mark
    (0x115F, 0x1160),  # fillers of Hangul
    (0x17B4, 0x17B5),  # inherent vowels of Khmer
    (0x180B, 0x180F),  # Mongolian selectors of variants and separator of vowels
    (0x200B, 0x200F),  # blanks and joiners without width, marks of direction
    (0x202A, 0x202E),  # embedded directions
    (0x2060, 0x206F),  # word joiner, invisible operators, isolated directions
    (0x3164, 0x3164),  # filler of Hangul
    (0xFE00, 0xFE0F),  # selectors of variants
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFA0, 0xFFA0),  # filler of Hangul, half width
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),  # shorthand
    (0x1D173, 0x1D17A),  # music
    (0xE0000, 0xE0FFF),  # tags, selectors of variants of ideographs
)
#: Marks that turn the order of the characters around them.
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# What may begin an emoji (the property Emoji above U+00A9; the pictures of the astral blocks whole).
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623"
    "\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e"
    "\u267f\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8"
    "\u26ce\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712"
    "\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797"
    "\u27a1\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# One picture of several, a flag of a part of a country, a key with a figure.
_SEQUENCE = (
    "\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"
    f"|[{_EMOJI}][\ufe0e\ufe0f]?(?:\u200d[{_EMOJI}][\ufe0e\ufe0f]?)*"
    "|[0-9#*]\ufe0f\u20e3"
)
_LISTED = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in RANGES)
_ANY = re.compile(f"[{_LISTED}]")
_EMOJI_OR_SIGNS = re.compile(f"(?:{_SEQUENCE})|(?P<signs>[{_LISTED}]+)")


def invisible_runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, characters) of each run of invisible characters; those of an emoji are none."""
    if _ANY.search(text) is None:
        return
    for match in _EMOJI_OR_SIGNS.finditer(text):
        if match["signs"]:
            yield match.start(), match["signs"]


def without_invisible(text: str) -> str:
    """Return ``text`` without its invisible characters; those of an emoji stay."""
    return _EMOJI_OR_SIGNS.sub(_emoji, text) if _ANY.search(text) else text


def _emoji(match: re.Match[str]) -> str:
    return "" if match["signs"] else match[0]
