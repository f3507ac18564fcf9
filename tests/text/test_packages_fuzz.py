"""Broken web archives, tars and zips: members, or a sentence, and nothing else. FUZZ_FILES=5000 runs more than the suite's 400."""

from __future__ import annotations

import io
import os
import random

import pytest

from archive.text.formats import FormatError, is_archive, open_archive
from archive.text.formats.packages import stream
from archive.text.formats.packages.kinds import is_web_archive
from archive.text.formats.packages.web_archives import WebArchivePlace, read_web_archive
from tests.text.made_archives import page, wacz_of, warc_of
from tests.text.made_files import zip_file
from tests.text.test_choosing import tar_file
from tests.text.test_formats_fuzz import MUTATIONS

FILES = int(os.environ.get("FUZZ_FILES", "400"))
PAGES = {f"http://example.org/{subject}": page(subject) for subject in ("班子建设", "党员教育", "村级换届")}
MEMBERS = {f"{number}.html": body for number, body in enumerate(PAGES.values())}
WHOLE = (
    warc_of(PAGES),
    warc_of(PAGES, gz=False),
    wacz_of({"data.warc.gz": warc_of(PAGES)}),
    tar_file(MEMBERS),
    tar_file(MEMBERS, "w"),
    zip_file(MEMBERS),
)


def broken(seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(chance.choice(WHOLE))
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice(MUTATIONS)(data, chance, list(WHOLE))
    return bytes(data)


def read(data: bytes) -> int:
    """Read a file as the intake does; return how many members it has. Raise FormatError."""
    if is_web_archive(io.BytesIO(data)):
        place = WebArchivePlace()
        pages = [each for each in read_web_archive(io.BytesIO(data), place, set()) if each]
        assert place.sentence.endswith("。")
        assert place.counts.pages == len(pages)
        return len(pages)
    return len(open_archive(data)) if is_archive(data) else 0


@pytest.mark.parametrize("share", range(4))
def test_a_broken_package_gives_members_or_a_sentence_and_its_work_is_bounded(share, monkeypatch):
    monkeypatch.setattr(stream, "FREE_BYTES", 10_000_000)
    found, sentences = 0, set()
    for seed in range(share, FILES, 4):
        try:
            found += read(broken(seed))
        except FormatError as error:
            sentences.add(str(error)[-1])
    assert found
    assert sentences <= {"。"}
