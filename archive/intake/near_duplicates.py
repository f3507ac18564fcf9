"""Near duplicates (近似): which reports have nearly the same text, and what an editor decided about each pair.

NearBand holds a report's signature, one row a band. Shared bands propose candidates; an exact comparison of the texts
decides, pair by pair. Pairs are never chained: A near B and B near C says nothing of A and C. (Lists fold chains of a
higher similarity: ``archive/publishing/groups.py``.)

Formula text (以……为指导) proposes no report: a band that more than FORMULA other reports share is left out. If that
leaves out most bands, hundreds of reports copy one whole text, and then all bands count. Formula text stays in the exact
similarity, so that the number is what a reader sees; it cannot make a pair alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.models import NearBand, NearPair, Report
from archive.publishing.outbox import changes_applied_once
from archive.publishing.regrouping import regrouping
from archive.text.near import signature, similarity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: Share of common characters from which two reports are near duplicates; unrelated ones have some hundredths.
NEAR = 0.7
#: A band that more reports share is formula text.
FORMULA = 100
#: One band in 24 must agree: two of 48, as in 99 % of the pairs whose shingles agree to an eighth.
BANDS_AN_AGREEMENT = 24
#: Candidates compared exactly, a millisecond each; the comparison ends after MISSES in a row that are not near.
COMPARED, MISSES = 50, 4


class StaleVerdict(Exception):
    """The pair is no longer as the editor saw it. The message is a Chinese sentence that says so."""


def note_signature(report: Report) -> None:
    """Write the report's bands anew, in the caller's transaction. Call it whenever the text changes."""
    NearBand.objects.filter(report=report).delete()
    rows = [(report.pk, band, digest) for band, digest in signature(report.text).filled.items()]
    with connection.cursor() as cursor:  # 48 rows a report; objects would cost a tenth of the whole intake
        cursor.executemany(_INSERT, rows)


def find_near(report: Report) -> list[NearPair]:
    """Write the pairs of the report, in the caller's transaction, and return them, the most similar first.

    Call ``note_signature`` before. A pair that is no longer near is deleted, unless an editor decided it.
    """
    if not report.is_published:
        return _find_near(report)
    with regrouping(report.pk):
        return _find_near(report)


def _find_near(report: Report) -> list[NearPair]:
    known = {pair.other_id(report.pk): pair for pair in NearPair.objects.of(report.pk)}
    numbers = [*known, *(number for number in _candidates(report) if number not in known)]
    pairs: list[NearPair] = []
    misses = 0
    texts: dict[int, str] = {}
    for place, number in enumerate(numbers):
        if misses == MISSES:
            break
        if number not in texts:  # as many texts at a time as may all be misses
            few = numbers[place : place + MISSES]
            texts = dict(Report.objects.filter(pk__in=few).values_list("pk", "text"))
        text = texts.get(number)
        if text is None:
            continue  # the report was deleted since it was proposed, and its pairs with it
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
    """Return (report, similarity) of the near duplicates, the most similar first, without those called unrelated.

    One query if there are none, else two.
    """
    pairs = NearPair.objects.of(report.pk).exclude(verdict=NearPair.Verdict.UNRELATED)
    similarities = {pair.other_id(report.pk): pair.similarity for pair in pairs}
    if not similarities:
        return []
    reports = Report.objects.published() if published_only else Report.objects.all()
    found = reports.for_list().defer("text").in_bulk(similarities)
    return sorted(((found[pk], similarities[pk]) for pk in found), key=lambda each: (-each[1], each[0].pk))


def find_pair(report: Report, other: Report) -> NearPair | None:
    """Return the pair of these two reports, in either order, or None."""
    first, second = sorted((report.pk, other.pk))
    return NearPair.objects.filter(first_id=first, second_id=second).first()


@transaction.atomic
def decide_pair(pair: NearPair, verdict: str, *, by: User | None) -> None:
    """Write an editor's verdict on a pair; an empty one takes it back. Raise ValueError for an unknown verdict.

    ``pair`` is as the editor saw it. Raise StaleVerdict if somebody decided it since, or if it is no longer near.
    """
    seen = pair.verdict
    try:
        pair.refresh_from_db(from_queryset=NearPair.objects.select_for_update(of=("self",)))
    except NearPair.DoesNotExist:
        raise StaleVerdict("没有判定：这两篇现在已不近似。请刷新页面再看。") from None
    if pair.verdict != seen:
        raise StaleVerdict("没有判定：别人刚刚判定了这两篇。请刷新页面，核对后再定。")
    pair.verdict = NearPair.Verdict(verdict)
    is_open = pair.verdict == NearPair.Verdict.UNDECIDED
    pair.decided_by = None if is_open else by
    pair.decided_at = None if is_open else timezone.now()
    with regrouping(pair.first_id):
        pair.save(update_fields=["verdict", "decided_by", "decided_at"])


def delete_signatures() -> None:
    """Delete all bands, so that ``rebuild_near`` begins at the first report; pairs and verdicts stay."""
    NearBand.objects.all().delete()


def unsigned_reports() -> QuerySet[Report]:
    """Return the reports without bands: not signed yet, or with fewer than five word characters."""
    return Report.objects.filter(near_bands=None)


def rebuild_near(*, progress: Callable[[int], None] | None = None) -> int:
    """Sign every report without bands, find its pairs, and return the number of these reports.

    One transaction a report: a stopped run goes on where it was. A pair is found at the later of its two reports, so
    the order does not matter.
    """
    numbers = list(unsigned_reports().order_by("pk").values_list("pk", flat=True))
    with changes_applied_once():  # a published report whose group changes goes to the index again
        for done, number in enumerate(numbers, start=1):
            with transaction.atomic():
                if report := Report.objects.filter(pk=number).only("pk", "text", "status").first():
                    note_signature(report)
                    find_near(report)
            if progress:
                progress(done)
    return len(numbers)


# A join on the bands: with 48 conditions of a filter the query takes ten times as long to plan as to run.
_SHARED_BANDS = f"""
    FROM {NearBand._meta.db_table} AS own
    JOIN {NearBand._meta.db_table} AS other
      ON other.band = own.band AND other.digest = own.digest AND other.report_id <> own.report_id
    WHERE own.report_id = %s
"""
_INSERT = "INSERT INTO archive_nearband (report_id, band, digest) VALUES (%s, %s, %s)"
# How many reports have each band, counted no further than needed: formula may stand in all reports.
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


def _candidates(report: Report) -> list[int]:
    """Return the numbers of at most COMPARED reports that share enough bands, those that share most first.

    A band weighs by its rarity: one that two reports have ten times as much as one that twenty have.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, [FORMULA + 2, report.pk])
        sizes = {band: size - 1 for band, size in cursor.fetchall()}  # without the report itself
        rare = [band for band, size in sizes.items() if size <= FORMULA]
        if 2 * len(rare) < len(sizes):
            rare = list(sizes)
        shared = [band for band in rare if sizes[band]]
        if not shared:
            return []
        least = -(-len(rare) // BANDS_AN_AGREEMENT)
        query = _BY_BANDS.format(
            bands=", ".join(["%s"] * len(shared)), weights=" ".join(["WHEN %s THEN %s"] * len(shared))
        )
        weights = [value for band in shared for value in (band, 1.0 / sizes[band])]
        cursor.execute(query, [report.pk, *shared, least, *weights, COMPARED])
        return [number for (number,) in cursor.fetchall()]
