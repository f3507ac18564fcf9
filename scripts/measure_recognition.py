"""How many characters does the recogniser get wrong? Pages of our own, printed with a font and scanned by arithmetic.

    .venv/bin/python -m scripts.measure_recognition [FONT]

FONT is a file of a font with Chinese characters; without one fontconfig is asked. Each page is read as the archive reads
it; an error is a character too many, too few or another one. Wide and narrow marks count as the same, as in a search.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from archive.text.formats.extracted import ExtractedText
from archive.text.formats.recognised.engine import find_lines
from archive.text.formats.recognised.found import FoundPage
from archive.text.formats.recognised.images import Images
from archive.text.formats.recognised.text import compose
from search.fold import fold

FIRST = (
    "柳河镇党委关于整顿软弱涣散村党组织的工作总结",
    "（二〇二一年八月十六日）",
    "　　今年以来，镇党委坚持一村一策，把整顿软弱涣散村党组织作为抓党建促乡村振兴的头等大事，由党委书记牵头，班子成员包村联户，逐村走访，摸清底数，制定方案，限期整改，取得了明显成效。",
    "一、主要做法",
    "　　（一）摸清底数，建立台账。镇党委组织三个工作组，走访党员412名、群众1,286户，查出问题37个，其中班子不团结的2个村，制度不落实的4个村，集体经济空白的3个村。",
    "　　（二）选优配强，充实力量。调整村党支部书记3名，选派第一书记5名，培养后备干部18名；新发展党员9名，其中35岁以下的7名，大专以上学历的6名。",
    "　　（三）建章立制，规范运行。推行“四议两公开”，每月开展一次主题党日活动，每季度公开一次村务财务，群众满意率由76.5%提高到93.8%。",
    "二、存在问题",
    "　　一是个别村党员年龄偏大，六十岁以上的占四成；二是集体经济底子薄，年收入不足五万元的村还有6个；三是外出务工党员多，教育管理跟不上。",
)
SECOND = (
    "三、下一步打算",
    "　　（一）抓班子。对整顿过的村每半年回访一次，防止反弹；对新任书记集中培训，帮助他们尽快熟悉工作。",
    "　　（二）抓产业。围绕花椒、苹果、中药材三大产业，推广“支部＋合作社＋农户”模式，力争到2022年底消灭集体经济空白村。",
    "　　（三）抓服务。依托便民服务中心，推行干部轮流坐班制度，做到小事不出村、大事不出镇。",
    "　　（四）抓作风。严格考勤和请销假制度，对工作不力、敷衍塞责的干部，约谈提醒；对成绩突出的，优先提拔使用。",
    "柳河镇党委",
    "2021年8月16日",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one page: its text, the seconds it took, and how it differs from what was printed."""

    extracted: ExtractedText
    seconds: float
    characters: int
    errors: tuple[tuple[str, str], ...]
    marked: int
    marked_errors: int


def print_page(
    paragraphs: tuple[str, ...], font: Path, *, dots: int = 150, points: float = 16, leading: float = 1.75
) -> Image.Image:
    """Return an A4 page in shades of grey, ``dots`` an inch; its lines are ``leading`` times as far apart as they are high."""
    width, height = round(210 / 25.4 * dots), round(297 / 25.4 * dots)
    page = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(page)
    face = ImageFont.truetype(str(font), round(points / 72 * dots), index=2)
    margin, top = round(width * 0.13), round(height * 0.1)
    for paragraph in paragraphs:
        for words in _lines(paragraph, lambda words: draw.textlength(words, font=face) <= width - 2 * margin):
            draw.text((margin, top), words, font=face, fill=0)
            top += round(points * leading / 72 * dots)
    return page


def _lines(paragraph: str, fits: Callable[[str], bool]) -> Iterator[str]:
    words = ""
    for character in paragraph:
        if not fits(words + character):
            yield words
            words = ""
        words += character
    yield words


def scan_badly(page: Image.Image, *, degrees: float = 1.3, noise: float = 18.0, seed: int = 1) -> Image.Image:
    """Return the page as a careless scan: askew, greyish, with noise and specks."""
    chance = np.random.default_rng(seed)
    grey = np.asarray(page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255), float) * 0.82 + 25
    grey += chance.normal(0, noise, grey.shape)
    specks = chance.random(grey.shape)
    grey[specks < 0.002], grey[specks > 0.998] = 0, 255
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8))


def read_page(page: Image.Image, printed: tuple[str, ...]) -> Reading:
    """Recognise a page and compare it with the paragraphs that were printed, blanks and line ends aside."""
    file = io.BytesIO()
    page.save(file, "PNG")
    begun = time.perf_counter()
    pixels = Images.of(file.getvalue()).page(1)
    lines, turned = find_lines(pixels)
    found = FoundPage(1, pixels.shape[1], pixels.shape[0], turned, tuple(lines))
    extracted = compose([found], media_type="image/png", recogniser="measured")
    seconds = time.perf_counter() - begun
    wanted = _bare("".join(printed))
    places = [at for at, character in enumerate(extracted.text) if not character.isspace()]
    got = _bare(extracted.text)
    marked = {at for line in extracted.recognised[0].lines for span in line.doubtful for at in range(*span)}
    errors, marked_errors = [], 0
    for kind, a, b, c, d in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        if kind != "equal":
            errors.append((wanted[a:b], got[c:d]))
            # A character that is missing is marked if one beside it is.
            beside = range(c, d) if d > c else (c - 1, c)
            marked_errors += any(0 <= at < len(places) and places[at] in marked for at in beside)
    return Reading(extracted, seconds, len(wanted), tuple(errors), len(marked), marked_errors)


def _bare(text: str) -> str:
    return fold("".join(text.split()))


def find_font() -> Path | None:
    """Return a font with Chinese characters that this machine has, or None."""
    if not shutil.which("fc-match"):
        return None
    asked = ["fc-match", "-f", "%{family}|%{file}", "Noto Serif CJK SC"]
    family, _, file = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.partition("|")
    return Path(file) if "CJK" in family else None


def main() -> None:
    font = Path(sys.argv[1]) if len(sys.argv) > 1 else find_font()
    if font is None:
        sys.exit("No font with Chinese characters. On Debian and Ubuntu: apt-get install fonts-noto-cjk")
    scans: tuple[tuple[str, Callable[[Image.Image], Image.Image], int], ...] = (
        ("clean, 150 dots", lambda page: page, 150),
        ("askew by 1.3°, noise, 150 dots", scan_badly, 150),
        ("askew by 2.5°, much noise, 150 dots", lambda page: scan_badly(page, degrees=-2.5, noise=45), 150),
        ("clean, 100 dots", lambda page: page, 100),
        ("askew by 1.3°, much noise, 100 dots", lambda page: scan_badly(page, noise=40), 100),
        ("on its side, 150 dots", lambda page: page.rotate(90, expand=True), 150),
        ("upside down, 150 dots", lambda page: page.rotate(180), 150),
    )
    print(f"{'scan':38} {'characters':>10} {'errors':>6} {'marked':>6} {'of them errors':>14} {'seconds':>7}")
    for name, scan, dots in scans:
        for printed in (FIRST, SECOND):
            reading = read_page(scan(print_page(printed, font, dots=dots)), printed)
            print(
                f"{name:38} {reading.characters:10} {len(reading.errors):6} {reading.marked:6} "
                f"{reading.marked_errors:14} {reading.seconds:7.1f}  {list(reading.errors)[:6]}"
            )


if __name__ == "__main__":
    main()
