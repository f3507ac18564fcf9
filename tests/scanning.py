"""Scans without a recogniser: a process that answers for it, and pages that a person would recognise."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from archive.intake import recognising
from archive.storage.limited import ProcessGone
from archive.text.formats.recognised.found import FoundLine
from archive.text.formats.worker import REQUEST

NAME = "rapidocr-onnxruntime 9.9"
#: A picture by its first bytes; the recogniser of these tests opens anything.
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(400)
SCAN = (
    ("柳河镇党委关于整顿软弱涣散村党组织的工作总结", "今年以来，镇党委逐村走访，摸清底数，一村一策，限期整改。"),
    ("全镇排查出软弱涣散村党组织四个，都已整顿到位。", "下一步，每半年回访一次，防止反弹。"),
    ("柳河镇党委", "2021年8月16日"),
)


def line(
    words: str, left: int, top: int, *, size: int = 40, sure: Sequence[float] | float = 0.99, slope: float = 0.0
) -> FoundLine:
    """A line of square characters of ``size`` pixels; ``slope`` is how far it falls on each pixel to the right."""
    right = left + size * len(words)
    fall = slope * (right - left)
    corners = ((left, top), (right, top + fall), (right, top + size + fall), (left, top + size))
    sures = tuple(sure) if isinstance(sure, Sequence) else (sure,) * len(words)
    return FoundLine(words, tuple((round(x), round(y)) for x, y in corners), sures)


class Recogniser:
    """Answers as the process does, with ``pages`` of lines; ``deed`` may raise or answer in its place."""

    def __init__(self, pages: Sequence[Sequence[FoundLine]]) -> None:
        self.pages = pages
        self.read: list[int] = []
        self.started = self.ended = 0
        self.deed: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda asked: None

    def start(self, module: str) -> Recogniser:
        self.started += 1
        return self

    def wait_until_ready(self, seconds: float) -> None:
        pass

    def end(self) -> int:
        self.ended += 1
        return 0

    def answer(self, request: bytes, seconds: float, most: int) -> bytes:
        size, _ = REQUEST.unpack(request[: REQUEST.size])
        asked = json.loads(request[REQUEST.size : REQUEST.size + size])
        return json.dumps(self.deed(asked) or self._answer(**asked)).encode()

    def _answer(self, task: str, page: int = 0, strip: int = 0, turned: int = 0) -> dict[str, Any]:
        if task == "open":
            return {"pages": len(self.pages)}
        if task == "render":
            return {"png": base64.b64encode(b"\x89PNG\r\n\x1a\n of this page").decode()}
        self.read.append(page)
        lines = [[each.words, each.corners, each.sure] for each in self.pages[page - 1]]
        return {"width": 1400, "height": 2000, "turned": 0, "strips": 1, "lines": lines}


def pages_of(texts: Sequence[Sequence[str]], sure: float = 0.99) -> list[list[FoundLine]]:
    return [[line(words, 100, 100 + 80 * at, sure=sure) for at, words in enumerate(page)] for page in texts]


def install(monkeypatch: pytest.MonkeyPatch, pages: Sequence[Sequence[FoundLine]] | None = None) -> Recogniser:
    """Let a recogniser be installed that finds ``pages``, by default those of SCAN."""
    made = Recogniser(pages_of(SCAN) if pages is None else pages)
    monkeypatch.setattr(recognising, "start_limited", made.start)
    monkeypatch.setattr(recognising, "recogniser", lambda: NAME)
    monkeypatch.setattr(recognising, "why_missing", lambda: "")
    return made


def dies(asked: dict[str, Any]) -> None:
    """A deed: the process is gone before it has read a page."""
    if asked["task"] == "read":
        raise ProcessGone


#: Where 换 was read for 涣, without certainty.
DOUBTFUL_LINE = "全镇排查出软弱换散村党组织四个，都已整顿到位。"


def make_scan(monkeypatch: pytest.MonkeyPatch, *, publish: bool = False):
    """Return a report of two pages that came in as a picture, the second without words, one character doubtful."""
    from archive.intake.files import import_file
    from archive.models import ImportBatch, ImportFile

    sure = [0.4 if character == "换" else 0.99 for character in DOUBTFUL_LINE]
    install(monkeypatch, [[line(SCAN[0][0], 100, 100), line(DOUBTFUL_LINE, 100, 300, sure=sure)], []])
    row = ImportFile(batch=ImportBatch.objects.create(), path="扫描.png")
    row, _ = import_file(row, PICTURE, filename="扫描.png", publish=publish)
    return row.report
