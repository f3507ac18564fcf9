"""Which reports are worth reading beside one: same topic, same place, or both."""

import pytest

from archive.intake.near_duplicates import find_near, near_reports_of, note_signature
from archive.models import Measure, Report
from archive.reading.similar import LOCAL, SHOWN, similar_reports, topics_of

ANDING, TONGWEI, LINZE = "621102", "621121", "620723"  # two counties of 定西, one of 张掖
WEAK = "排查软弱涣散村，软弱涣散村逐个整顿。"


@pytest.fixture
def filled(make_report):
    """Others, so that no topic is everybody's."""
    with make_report.together():
        return [make_report(text=f"第{number}村修水渠。") for number in range(12)]


@pytest.fixture
def report(filled, make_report) -> Report:
    return make_report(text=WEAK, region=ANDING, kind="experience")


def named(report: Report, **options) -> list[str]:
    return [each.report.title for each in similar_reports(report, **options)]


def test_what_shares_place_and_topic_comes_before_what_shares_the_topic_alone(report, make_report):
    make_report(title="远", text=f"{WEAK}远处的。", region=LINZE)
    make_report(title="近", text=f"{WEAK}近处的。", region=TONGWEI)
    assert named(report) == ["近", "远"]


def test_what_shares_the_place_and_the_kind_alone_comes_last(report, make_report):
    make_report(title="同类", text="修了水渠。", region=ANDING, kind="experience")
    make_report(title="同题", text=f"{WEAK}远处的。", region=LINZE)
    assert named(report) == ["同题", "同类"]


def test_the_reason_is_told_by_the_smallest_unit_and_the_measures_that_both_hold(report, make_report):
    make_report(text=f"{WEAK}又记。", region=TONGWEI)
    (each,) = similar_reports(report)
    assert (each.shared_region.name, each.measures, each.is_same_kind) == ("定西市", ("软弱涣散",), False)


def test_the_same_county_is_named_before_its_city(report, make_report):
    make_report(title="同市", text=f"{WEAK}又记。", region=TONGWEI)
    make_report(title="同县", text=f"{WEAK}再记。", region=ANDING)
    assert [each.shared_region.name for each in similar_reports(report)] == ["安定区", "定西市"]


def test_a_report_of_the_city_itself_shares_the_place_with_one_of_its_counties(report, make_report):
    make_report(text=f"{WEAK}全市。", region="621100")
    (each,) = similar_reports(report)
    assert each.shared_region.name == "定西市"


def test_a_unit_of_no_province_but_its_own_shares_no_place_with_another_city(report, make_report):
    make_report(text=f"{WEAK}又记。", region=LINZE)
    (each,) = similar_reports(report)
    assert each.shared_region is None


def test_a_topic_is_shared_across_scripts(report, make_report):
    make_report(title="繁體", text="軟弱渙散的社區，先治軟弱渙散。", script="hant")
    (each,) = similar_reports(report)
    assert each.measures == ("软弱涣散",)


def test_a_measure_said_once_in_passing_is_no_topic(filled, make_report):
    report = make_report(text="修水渠时顺带提到软弱涣散。")
    make_report(text=WEAK)
    assert topics_of(report) == {}
    assert named(report) == []


def test_a_measure_in_the_title_is_a_topic_though_the_text_never_says_it(filled, make_report):
    make_report(text=WEAK)
    assert list(topics_of(make_report(title="整治软弱涣散", text="修了水渠。"))) == ["软弱涣散"]


def test_what_half_of_the_archive_holds_is_no_topic(make_report):
    for number in range(3):
        make_report(text=f"{WEAK}{number}")
    assert topics_of(make_report(text=f"{WEAK}又记。")) == {}


def test_the_rarer_of_two_measures_weighs_more(filled, make_report):
    for number in range(4):
        make_report(text=f"积分制，积分制{number}")
    report = make_report(text="软弱涣散，积分制，软弱涣散，积分制。")
    assert list(topics_of(report)) == ["软弱涣散", "积分制"]


def test_places_are_kept_for_other_counties_while_they_wait(report, make_report):
    for number in range(SHOWN):
        make_report(title="近", text=f"{WEAK}近{number}", region=TONGWEI)
        make_report(title="远", text=f"{WEAK}远{number}", region=LINZE)
    assert named(report) == ["近"] * LOCAL + ["远"] * (SHOWN - LOCAL)


def test_places_kept_for_nobody_are_filled(report, make_report):
    for number in range(SHOWN + 2):
        make_report(title="近", text=f"{WEAK}近{number}", region=TONGWEI)
    assert named(report) == ["近"] * SHOWN


def test_near_duplicates_are_not_named_again(report, make_report):
    long = "\n".join(f"第{number}村软弱涣散，整改{number * 7919 % 1009}条。" for number in range(12))
    first, second = make_report(text=long, region=ANDING), make_report(text=f"{long}\n又记。", region=ANDING)
    for each in (first, second):
        note_signature(each)
        find_near(each)
    near = [other.pk for other, _ in near_reports_of(first)]
    assert near == [second.pk]
    assert [each.report.pk for each in similar_reports(first, without=near)] == [report.pk]


@pytest.mark.parametrize("status", ["withdrawn", "draft"])
def test_what_is_not_published_is_not_named(report, make_report, status):
    other = make_report(text=f"{WEAK}又记。")
    Report.objects.filter(pk=other.pk).update(status=status)  # the index is behind
    assert named(report) == []


def test_the_kind_other_says_nothing_in_common(filled, make_report):
    report = make_report(text="修水渠。", region=ANDING)
    make_report(text="栽树。", region=ANDING)
    assert named(report) == []


def test_a_report_without_place_and_topic_is_like_no_other(filled):
    assert named(filled[0]) == []


def test_without_measures_and_without_an_index_nothing_is_named(report, settings, tmp_path):
    from search.engine import get_engine

    Measure.objects.all().delete()
    assert named(report) == []
    settings.INDEX_DIR = tmp_path / "nowhere"
    get_engine.cache_clear()
    assert named(report) == []


def test_more_of_the_like_take_no_more_queries(report, make_report, django_assert_num_queries):
    report = Report.objects.select_related("region__parent__parent").get(pk=report.pk)
    make_report(text=f"{WEAK}又记。", region=TONGWEI)
    with django_assert_num_queries(3):
        similar_reports(report)
    for number in range(8):
        make_report(text=f"{WEAK}{number}", region=TONGWEI)
    with django_assert_num_queries(3):
        similar_reports(report)
