"""A line of reports.jsonl holds a report whole: read again it gives the same line, whatever its card and text are."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from archive.dumps.lines import record_of, to_line
from archive.dumps.records import read_line
from archive.models import Original, Region, Report, ScannedPage, Source
from archive.models.card import EVIDENCED
from archive.text.edits import apply_edits, edits_between
from archive.text.evidence import Candidate, Evidence
from search.invisible import without_invisible

GANSU = Region(code="620000", name="甘肃省", short="甘肃", level="province")
DINGXI = Region(code="621100", name="定西市", short="定西", level="city", parent=GANSU)
CODES = frozenset({"620000", "621100"})

texts = st.text(
    st.sampled_from("定西市整顿软弱涣散村党组织，。、□\n\r \u3000=+-@＝'\"\ufeff\u200b1２年A𠮷繁體\x7f\\"), max_size=60
)
words = st.text(st.sampled_from("定西党建=＝+-@'\" ;,1A𠮷"), max_size=30).map(without_invisible)
moments = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)).map(
    lambda time: time.replace(tzinfo=UTC)
)
confidences = st.floats(0, 1)
candidates = st.builds(Candidate, words, st.sampled_from(["published", "first-line", "说明"]), texts, confidences)
evidences = st.builds(
    Evidence,
    st.none() | words,
    st.sampled_from(["not-found", "editor", "given", "published"]),
    texts,
    confidences,
    st.lists(candidates, max_size=2).map(tuple),
    st.sampled_from([(), ("agreed",)]),
)
dates = st.none() | st.tuples(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.sampled_from(["year", "month", "day"])
)  # fmt: skip


@st.composite
def reports(draw) -> tuple[Report, list[ScannedPage]]:
    extracted, text = draw(texts), draw(texts.filter(str.strip))
    edits = edits_between(extracted, text, kind=draw(st.sampled_from(["repair", "clean", "editor"])), rule="editor")
    assume(apply_edits(extracted, edits) == text)
    title = draw(words.filter(str.strip))
    report = Report(
        pk=draw(st.integers(1, 2**63 - 1)), status=Report.Status.PUBLISHED, title=title, text=text, extracted_text=extracted,
        is_working_title=draw(st.booleans()), region=draw(st.sampled_from([None, GANSU, DINGXI])), author=draw(words),
        source=draw(st.none() | words.filter(str.strip).map(lambda name: Source(name=name))),
        kind=draw(st.sampled_from(["", *Report.Kind.values])), script=draw(st.sampled_from(Report.Script.values)),
        evidence={name: draw(evidences).to_dict() for name in draw(st.sets(st.sampled_from(EVIDENCED)))},
        content_years=draw(st.lists(st.integers(1900, 2026), max_size=3)), published_at=draw(moments),
        is_redacted=draw(st.booleans()), is_truncated=draw(st.booleans()), is_damaged=draw(st.booleans()),
        is_sample=draw(st.booleans()), central=draw(st.booleans()), gaps=[{"start": 0, "end": 1, "candidates": [], "quote": draw(texts)}],
    )  # fmt: skip
    report.edit_list = edits
    if found := draw(dates):
        report.date, report.date_precision = found
        report.date = report.partial_date.first_day()
    report.original = Original(
        pk=1, sha256=draw(st.binary(min_size=32, max_size=32)).hex(), filename=draw(words), media_type="text/html", encoding="gb18030",
        size=draw(st.integers(0, 2**40)), recogniser=draw(words), captured_at=draw(moments),
        address=draw(st.sampled_from(["", "https://dingxi.example/a?b=1&c=党"])),
    )  # fmt: skip
    report.note_doubtful_fields()
    line = [0, len(extracted), 1, 2, 3, 4, draw(confidences), [[0, len(extracted)]]]
    page = ScannedPage(number=draw(st.integers(1, 99)), width=10, height=20, turned=90, lines=[line])
    return report, draw(st.sampled_from([[], [page]]))


@given(reports())
def test_a_line_that_is_read_again_gives_the_same_line(drawn):
    report, pages = drawn
    line = to_line(record_of(report, pages))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    dumped = read_line(line, CODES)
    again = dumped.report
    dumped.original.pk = 1
    again.original = dumped.original
    again.source = Source(name=dumped.source) if dumped.source else None
    again.region = {None: None, "620000": GANSU, "621100": DINGXI}[again.region_id]
    again.note_doubtful_fields()
    assert to_line(record_of(again, dumped.pages)) == line


def test_half_of_a_surrogate_pair_makes_a_line_that_every_program_reads():
    line = to_line({"id": 1, "quote": "\ud800党"})
    assert line == b'{"id":1,"quote":"\\ud800\\u515a"}\n'
    assert json.loads(line.decode("utf-8", "strict"))["quote"] == "\ud800党"
