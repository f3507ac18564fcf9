"""Groups of near duplicates: who belongs together, and that the index hears of every change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.desk.editing import correct_report, version_of
from archive.intake.near_duplicates import decide_pair, find_near, note_signature, rebuild_near
from archive.models import IndexChange, NearPair, Report
from archive.publishing import groups as room
from archive.publishing.checking import check_index
from archive.publishing.groups import near_groups
from archive.publishing.outbox import to_document
from archive.publishing.publish import publish_report, withdraw_report
from search.documents import Query
from search.engine import get_engine
from tests.archive.test_near import copy_of, words


@pytest.fixture
def make(make_report):
    """A function that makes a report as intake does, a draft, with its pairs."""

    def make(text: str) -> Report:
        report = make_report(text=text, status="draft")
        note_signature(report)
        find_near(report)
        return report

    return make


@pytest.fixture
def three(make, django_capture_on_commit_callbacks) -> list[Report]:
    """Three copies of one text, published."""
    reports = [make(words("黄泥坡")), make(copy_of(words("黄泥坡"))), make(words("黄泥坡") + "附记一行。")]
    with django_capture_on_commit_callbacks(execute=True):
        for report in reports:
            publish_report(report)
    return reports


def shown(fold: bool = True) -> list[int]:
    return sorted(hit.id for hit in get_engine().search(Query(fold=fold)).hits)


def every_number() -> list[int]:
    return list(Report.objects.values_list("pk", flat=True))


def test_copies_are_one_group_named_by_its_first_report(three, make):
    alone = make(words("石沟湾"))
    assert near_groups(every_number()) == dict.fromkeys([report.pk for report in three], three[0].pk)
    assert near_groups([three[1].pk]) == near_groups(every_number())
    assert (to_document(three[2]).group, to_document(alone).group) == (three[0].pk, 0)


def test_after_publishing_the_index_folds_them_and_agrees_with_the_database(three):
    assert (len(shown()), len(shown(fold=False))) == (1, 3)
    assert check_index().agrees


def test_a_draft_belongs_to_no_group(make):
    make(words("黄泥坡"))
    make(copy_of(words("黄泥坡")))
    assert near_groups(every_number()) == {}


def test_a_group_that_loses_its_first_report_takes_another_name(three, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(three[0])
    assert near_groups(every_number()) == dict.fromkeys([three[1].pk, three[2].pk], three[1].pk)
    assert check_index().agrees


def test_a_report_left_alone_is_in_no_group(three, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_report(three[0])
        withdraw_report(three[1])
    assert near_groups(every_number()) == {}
    assert check_index().agrees


def test_an_editor_who_says_unrelated_parts_them(three, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for pair in NearPair.objects.filter(second=three[2]):
            decide_pair(pair, "unrelated", by=None)
    assert near_groups(every_number()) == dict.fromkeys([three[0].pk, three[1].pk], three[0].pk)
    assert len(shown()) == 2
    assert check_index().agrees


def test_an_editor_who_says_the_same_joins_what_is_less_alike(make, django_capture_on_commit_callbacks):
    reports = [make(words("黄泥坡", 30)), make(words("黄泥坡", 24) + words("石沟湾", 6))]
    (pair,) = NearPair.objects.all()
    assert pair.similarity < room.ALIKE
    with django_capture_on_commit_callbacks(execute=True):
        for report in reports:
            publish_report(report)
    assert len(shown()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        decide_pair(pair, "same", by=None)
    assert len(shown()) == 1
    assert check_index().agrees


def test_less_alike_than_a_reprint_is_not_folded(make, django_capture_on_commit_callbacks):
    reports = [make(words("黄泥坡", 30)), make(words("黄泥坡", 30) + words("石沟湾", 10))]
    (pair,) = NearPair.objects.all()
    assert pair.similarity < room.ALIKE
    with django_capture_on_commit_callbacks(execute=True):
        for report in reports:
            publish_report(report)
    assert len(shown()) == 2


def test_a_text_rewritten_leaves_its_group(three, django_capture_on_commit_callbacks):
    report = three[1]
    with django_capture_on_commit_callbacks(execute=True):
        correct_report(report.pk, seen=version_of(Report.objects.get(pk=report.pk)), text=words("石沟湾"))
    assert report.pk not in near_groups(every_number())
    assert check_index().agrees


def test_pairs_found_afresh_reach_the_index(three, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for report in three:
            note_signature(report)
            NearPair.objects.all().delete()
        for report in three:
            report.near_bands.all().delete()
        rebuild_near()
    assert len(shown()) == 1
    assert check_index().agrees


def test_publishing_one_more_copy_writes_no_other_copy_again(three, make):
    late = make(words("黄泥坡") + "又记一行。")
    publish_report(late)
    assert set(IndexChange.objects.values_list("report_id", flat=True)) == {late.pk}


links = st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda pair: tuple(sorted(pair))), max_size=15)


@given(links.map(lambda each: {link for link in each if link[0] != link[1]}))
def test_a_group_is_all_that_hangs_together_named_by_its_smallest(linked):
    groups = room._group_by_link(linked)
    for start in {number for link in linked for number in link}:
        reached = {start}
        while more := {n for link in linked if reached & set(link) for n in link} - reached:
            reached |= more
        assert groups[start] == min(reached)
        assert {number for number, group in groups.items() if group == groups[start]} == reached
