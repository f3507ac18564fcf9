"""Small segments are read through instead of looked up in, and answer the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import Document
from search.engines.whoosh.disk.storage import live_folder
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.reading import phrases
from search.engines.whoosh.reading.phrases import HitCounts, find_string
from search.engines.whoosh.reading.segments import Budget
from search.engines.whoosh.reading.snapshot_cache import open_newest
from search.term_hits import fold_for_mode

TEXTS = (
    ("软弱涣散整顿", "整顿整顿整顿软弱涣散，软弱涣散的软弱涣散。\n党党党党"),
    ("軟弱渙散", "軟弱渙散黨組織；ＡＢＣ abc，“引”与「引」、碧江区"),
    ("", "一"),
    ("𠮷村", "𠮷村的𠮷，著名與着力，臺台檯"),
    ("空", ""),
)
#: Of each text; in the second they touch, and one begins within a run of the same character.
SECTIONS = (
    (("problems", 2, 9),),
    (("measures", 0, 2), ("problems", 2, 6), ("problems", 6, 10), ("next", 10, 18)),
    (("problems", 0, 1),),
    (("problems", 1, 4), ("problems", 8, 10)),
    (),
)
MODES = ("folded", "script", "exact")


@pytest.fixture(scope="module")
def segment(tmp_path_factory):
    index = tmp_path_factory.mktemp("scanned") / "index"
    made = WhooshEngine(index)
    texts = enumerate(zip(TEXTS, SECTIONS, strict=True), 1)
    made.rebuild([Document(number, title, body, sections=cut) for number, ((title, body), cut) in texts])
    return open_newest(live_folder(index)).segments()[0]


def answer(found: HitCounts) -> tuple[list[int], list[int]]:
    return found.ids.tolist(), found.counts.tolist()


def look(segment, field, text, mode, most, monkeypatch, section="") -> tuple[list[int], list[int]]:
    with monkeypatch.context() as patched:
        patched.setattr(phrases, "MAX_SCANNED_CHARACTERS", most)
        segment.postings_cache.clear()
        return answer(find_string(segment, field, fold_for_mode(text, mode), mode, Budget(), section))


PARTS = [
    text[start : start + length]
    for titled in TEXTS
    for text in titled
    for start in range(len(text))
    for length in (1, 2, 3, 5)
    if start + length <= len(text)
]


@pytest.mark.parametrize("mode", MODES)
def test_every_part_of_every_text_is_found_alike_in_both_ways(segment, mode, monkeypatch):
    for field in ("title", "body"):
        for part in dict.fromkeys(PARTS):
            ways = [look(segment, field, part, mode, most, monkeypatch) for most in (-1, 10**6)]
            assert ways[0] == ways[1], part
            assert field == "title" or not any(part in body for _, body in TEXTS) or ways[0][0]


@pytest.mark.parametrize("mode", MODES)
def test_every_part_of_a_text_is_found_alike_within_sections(segment, mode, monkeypatch):
    found = {False: 0, True: 0}
    for part in dict.fromkeys(PARTS):
        ways = [look(segment, "body", part, mode, most, monkeypatch, "problems") for most in (-1, 10**6)]
        assert ways[0] == ways[1], part
        found[bool(ways[0][0])] += 1
    assert min(found.values()) > 10


@given(st.text(st.sampled_from("软軟弱涣渙散整顿党黨Aａ，,“「𠮷村 \n"), min_size=1, max_size=4), st.sampled_from(MODES))
def test_any_string_is_found_alike_in_both_ways(segment, text, mode):
    with pytest.MonkeyPatch.context() as patched:
        assert look(segment, "body", text, mode, -1, patched) == look(segment, "body", text, mode, 10**6, patched)


def test_overlapping_places_are_counted_each(segment, monkeypatch):
    assert look(segment, "body", "党党", "folded", 10**6, monkeypatch) == ([0], [3])


def test_only_segments_of_few_characters_are_read_through(segment, monkeypatch):
    monkeypatch.setattr(phrases, "MAX_SCANNED_CHARACTERS", segment.characters)
    assert phrases.is_small(segment)
    monkeypatch.setattr(phrases, "MAX_SCANNED_CHARACTERS", segment.characters - 1)
    assert not phrases.is_small(segment)
