"""The recogniser: ``python -m archive.text.formats.recogniser``, started by ``archive.intake.recognising``.

It knows no Django and no database, opens one file at a time, and reads or renders its pages one by one. A request is two
lengths (4 bytes each, big-endian), JSON, and for the task ``open`` the bytes of a file; the answer is a length and JSON.

    open                    {"pages": 20}
    read    page, strip     {"width", "height", "turned", "strips", "lines": [[words, corners, confidences], ...]}
    render  page, turned    {"png": in base64}
    any                     {"refused": a sentence}
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from archive.text.formats.extracted import FormatError
from archive.text.formats.recognised.images import Images, png_of, strips_of
from archive.text.formats.worker import (
    ANSWER,
    READY,
    REQUEST,
    TOO_MUCH_MEMORY,
    allow_time,
    own_pipes,
    read_frame,
    set_limits,
)
from search.sentences import to_parts

MEMORY = 3 * 1024 * 1024 * 1024  # bytes of address space; models and a page take 1.3 GB of it, 0.8 GB in use
PROCESSOR_SECONDS = 180  # for one strip of a page, on all its threads
_BROKEN = "图片或扫描件已损坏，打不开。请重新扫描后再上传。"
#: Lines of a page; a page of a newspaper has fewer.
_MOST_LINES = 3_000


def main() -> None:
    """Answer requests until the pipe closes, which is when the archive's process ends."""
    requests, answers = own_pipes()
    os.nice(10)  # readers go first
    set_limits(MEMORY)
    answers.write(READY)
    answers.flush()
    images: Images | None = None
    while request := read_frame(requests, REQUEST.size):
        sizes = REQUEST.unpack(request)
        task, data = (read_frame(requests, size) for size in sizes)
        allow_time(PROCESSOR_SECONDS)
        frame: dict[str, Any]
        try:
            asked = json.loads(task)
            if asked["task"] == "open":
                images = Images.of(data)
                frame = {"pages": images.count}
            elif images is None:
                raise FormatError(_BROKEN)
            else:
                frame = _read(images, **asked) if asked.pop("task") == "read" else _render(images, **asked)
        except MemoryError:
            frame = {"refused": TOO_MUCH_MEMORY}
        except FormatError as error:
            frame = {"refused": to_parts(error.sentence)}
        except Exception:  # a fault of a library, triggered by the file
            frame = {"refused": _BROKEN}
        answer = json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace")
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()


def _read(images: Images, *, page: int, strip: int) -> dict[str, Any]:
    """Return the lines of one strip, in pixels of the page. A page is turned only if it is one strip."""
    from archive.text.formats.recognised.engine import find_lines

    pixels = images.page(page)
    strips = strips_of(pixels)
    top, bottom = strips[strip]
    lines, turned = find_lines(pixels[top:bottom], may_turn=len(strips) == 1)
    height, width = pixels.shape[:2]
    if turned in (90, 270):
        height, width = width, height
    rows = [
        [line.words, [(x, y + top) for x, y in line.corners], list(line.sure)]
        for line in lines[:_MOST_LINES]
    ]  # fmt: skip
    return {"width": width, "height": height, "turned": turned, "strips": len(strips), "lines": rows}


def _render(images: Images, *, page: int, turned: int) -> dict[str, Any]:
    return {"png": base64.b64encode(png_of(images.page(page, turned=turned))).decode("ascii")}


if __name__ == "__main__":
    main()
