"""What the intake makes of the samples goes out in a dump and comes in again unchanged: no value of its is refused."""

from __future__ import annotations

from archive.dumps.lines import record_of, to_line
from archive.dumps.records import read_line
from archive.intake.drafts import PreparedText
from archive.models import Original, Region, Report, Source
from archive.text.dates import PartialDate
from archive.text.metadata import Description


def prepared_report(name: str, prepared: PreparedText) -> Report:
    """The report that ``store_draft`` would write, published, and not saved."""
    card = prepared.description
    report = Report(
        pk=7, status=Report.Status.PUBLISHED, title=card.title.value or card.working_title_text,
        is_working_title=card.working_title, author=card.author.value or "", kind=card.kind.value or "",
        script=card.script.value or "hans", content_years=list(card.content_years), text=prepared.text,
        extracted_text=prepared.extracted, is_truncated=prepared.truncated, is_damaged=prepared.damaged,
        evidence={field: getattr(card, field).to_dict() for field in Description.FIELDS},
        region=Region(code=card.region.value, name="某地") if card.region.value else None,
        source=Source(name=card.source.value) if card.source.value else None,
        original=Original(
            pk=9, sha256="ab" * 32, filename=name, media_type=prepared.media_type, encoding=prepared.encoding, size=1,
            recogniser=prepared.recogniser,
        ),
    )  # fmt: skip
    report.edit_list, report.gap_list = list(prepared.edits), list(prepared.gaps)
    report.partial_date = PartialDate.from_iso(card.date.value) if card.date.value else None
    report.note_doubtful_fields()
    return report


def test_every_sample_goes_out_and_comes_in_again(samples):
    assert len(samples) > 30
    for name, prepared in samples.items():
        report = prepared_report(name, prepared)
        line = to_line(record_of(report))
        dumped = read_line(line, {report.region_id})
        again = dumped.report
        again.original, again.region = dumped.original, report.region
        again.source = Source(name=dumped.source) if dumped.source else None
        again.note_doubtful_fields()
        assert to_line(record_of(again)) == line, name
