"""Near duplicates: every report is set beside those whose words it shares, and the editor says what they are (近似).

A report's signature lies in NearBand, a row a band. Reports that share bands are proposed; an exact comparison of the
texts decides, pair by pair. Pairs are never chained: that A is near B and B near C says nothing of A and C. (Lists
fold chains, of a higher likeness: near_groups.py.)

Formula text (以……为指导) proposes nothing: a band that more than FORMULA other reports share is left out. Only if that is
most of the bands is it no formula but a whole text that hundreds copy; then all bands count. What formula adds to the
exact similarity stays in it, so that the number is what a reader sees; it cannot make a pair by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.models import NearBand, NearPair, Report
from archive.publishing.outbox import changes_applied_once
from archive.publishing.regrouping import regrouping
from archive.text.near import signature, similarity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Two reports with this share of characters in common are near; unrelated ones have some hundredths.
NEAR = 0.7
#: What more reports than this share is formula and proposes nobody.
FORMULA = 100
#: One band in so many must agree: with 48 bands two, which 99 % of the pairs have whose shingles agree to an eighth.
BANDS_AN_AGREEMENT = 24
#: So many proposed reports are compared exactly, a millisecond each, unless so many in a row turned out not to be near.
COMPARED, MISSES = 50, 4


def note_signature(report: Report) -> None:
    """Write the report's bands anew, in the caller's transaction; to be called whenever its text is new."""
    NearBand.objects.filter(report=report).delete()
    rows = [(report.pk, band, digest) for band, digest in signature(report.text).filled.items()]
    with connection.cursor() as cursor:  # 48 rows a report: as objects they cost a tenth of the whole intake
        cursor.executemany(_INSERT, rows)


def find_near(report: Report) -> list[NearPair]:
    """Set the report beside its near duplicates, nearest first, in the caller's transaction; needs ``note_signature``.

    A pair that is near no more is deleted, unless an editor has decided it; a verdict always stays.
    """
    if not report.is_published:
        return _find_near(report)
    with regrouping(report.pk):
        return _find_near(report)


def _find_near(report: Report) -> list[NearPair]:
    known = {_other(pair, report): pair for pair in _pairs(report)}
    numbers = [*known, *(number for number in _proposed(report) if number not in known)]
    pairs: list[NearPair] = []
    misses = 0
    texts: dict[int, str] = {}
    for place, number in enumerate(numbers):
        if misses == MISSES:
            break
        if number not in texts:  # as many at a time as may all be misses
            few = numbers[place : place + MISSES]
            texts = dict(Report.objects.filter(pk__in=few).values_list("pk", "text"))
        text = texts[number]
        pair = known.get(number)
        is_decided = pair is not None and pair.verdict != NearPair.Verdict.UNDECIDED
        value = similarity(report.text, text, least=0.0 if is_decided else NEAR)
        if value >= NEAR or is_decided:
            first, second = sorted((report.pk, number))
            pair = pair or NearPair(first_id=first, second_id=second)
            pair.similarity = value
            pair.save()
            pairs.append(pair)
            misses = 0
        elif pair:
            pair.delete()
        else:
            misses += 1
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.pk))


def near_reports_of(report: Report, *, published_only: bool = False) -> list[tuple[Report, float]]:
    """(report, similarity) of the near duplicates, nearest first, as lists show them; one query if there are none, else
    two. Those that an editor called unrelated are left out."""
    pairs = _pairs(report).exclude(verdict=NearPair.Verdict.UNRELATED)
    alike = {_other(pair, report): pair.similarity for pair in pairs}
    if not alike:
        return []
    reports = Report.objects.published() if published_only else Report.objects.all()
    found = reports.for_list().defer("text").in_bulk(alike)
    return sorted(((found[pk], alike[pk]) for pk in found), key=lambda each: (-each[1], each[0].pk))


def find_pair(report: Report, other: Report) -> NearPair | None:
    """The row of these two, in whichever order they are given; None if nobody set them side by side."""
    first, second = sorted((report.pk, other.pk))
    return NearPair.objects.filter(first_id=first, second_id=second).first()


@transaction.atomic
def decide_pair(pair: NearPair, verdict: str, *, by: User | None) -> None:
    """Keep what an editor says of two reports; an empty verdict takes it back. Raises ValueError for another word."""
    pair.verdict = NearPair.Verdict(verdict)
    is_open = pair.verdict == NearPair.Verdict.UNDECIDED
    pair.decided_by = None if is_open else by
    pair.decided_at = None if is_open else timezone.now()
    with regrouping(pair.first_id):
        pair.save(update_fields=["verdict", "decided_by", "decided_at"])


def forget_signatures() -> None:
    """Throw all bands away, so that ``rebuild_near`` begins at the first report; pairs and verdicts stay."""
    NearBand.objects.all().delete()


def unsigned_reports() -> QuerySet[Report]:
    """Reports without bands: those from before, and the few that hold fewer than five word characters."""
    return Report.objects.filter(near_bands=None)


def rebuild_near(*, progress: Callable[[int], None] | None = None) -> int:
    """Sign every report that has no bands and find its pairs; how many reports these were.

    One transaction a report: stopped at any moment and begun again, it goes on where it was. A pair is found
    when its later report comes, so the order does not matter.
    """
    numbers = list(unsigned_reports().order_by("pk").values_list("pk", flat=True))
    with changes_applied_once():  # a published report whose group changes is written to the index again
        for done, number in enumerate(numbers, start=1):
            with transaction.atomic():
                if report := Report.objects.filter(pk=number).only("pk", "text", "status").first():
                    note_signature(report)
                    find_near(report)
            if progress:
                progress(done)
    return len(numbers)


def _pairs(report: Report) -> QuerySet[NearPair]:
    return NearPair.objects.filter(Q(first=report) | Q(second=report))


def _other(pair: NearPair, report: Report) -> int:
    return pair.second_id if pair.first_id == report.pk else pair.first_id


# A join on the bands themselves: as 48 conditions of a filter the question takes ten times as long to put as to answer.
_SHARED_BANDS = f"""
    FROM {NearBand._meta.db_table} AS own
    JOIN {NearBand._meta.db_table} AS other
      ON other.band = own.band AND other.digest = own.digest AND other.report_id <> own.report_id
    WHERE own.report_id = %s
"""
# Of each band how many reports have it, counted no further than needed: formula may stand in all of the archive.
_INSERT = "INSERT INTO archive_nearband (report_id, band, digest) VALUES (%s, %s, %s)"
_SIZES = f"""
    SELECT band, (
        SELECT COUNT(*) FROM (
            SELECT 1 FROM {NearBand._meta.db_table} AS other
            WHERE other.band = own.band AND other.digest = own.digest LIMIT %s
        ) AS sharing
    ) FROM {NearBand._meta.db_table} AS own WHERE report_id = %s
"""  # noqa: S608  nothing but the table's own name is put in
_BY_BANDS = f"""
    SELECT other.report_id {_SHARED_BANDS} AND own.band IN ({{bands}})
    GROUP BY other.report_id HAVING COUNT(*) >= %s
    ORDER BY SUM(CASE own.band {{weights}} ELSE 0 END) DESC, other.report_id LIMIT %s
"""


def _proposed(report: Report) -> list[int]:
    """Numbers of the reports that share enough bands, at most COMPARED; first those that share most, where a band
    that two reports have says ten times as much as one that twenty have."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [FORMULA + 2, report.pk])
        sizes = {band: size - 1 for band, size in cursor.fetchall()}  # without the report itself
        telling = [band for band, size in sizes.items() if size <= FORMULA]
        if 2 * len(telling) < len(sizes):
            telling = list(sizes)
        shared = [band for band in telling if sizes[band]]
        if not shared:
            return []
        least = -(-len(telling) // BANDS_AN_AGREEMENT)
        question = _BY_BANDS.format(
            bands=", ".join(["%s"] * len(shared)), weights=" ".join(["WHEN %s THEN %s"] * len(shared))
        )
        weights = [value for band in shared for value in (band, 1.0 / sizes[band])]
        cursor.execute(question, [report.pk, *shared, least, *weights, COMPARED])
        return [number for (number,) in cursor.fetchall()]
