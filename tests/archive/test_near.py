"""Who is proposed as a near duplicate, who is one, and what an editor's word changes."""

from random import Random

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from archive.desk.editing import correct_report, version_of
from archive.intake import near_duplicates as near
from archive.intake.near_duplicates import (
    StaleVerdict,
    decide_pair,
    find_near,
    find_pair,
    near_reports_of,
    note_signature,
)
from archive.models import NearBand, NearPair, Report
from archive.models.near import percent
from archive.text.near import BANDS

FORMULA = "以习近平新时代中国特色社会主义思想为指导，深入贯彻新时代党的建设总要求，坚持抓基层、打基础、固根本。"


def words(name: str, sentences: int = 30) -> str:
    """A text that shares nothing with that of another name."""
    chance = Random(name)
    return "".join("".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(15)) + "。\n" for _ in range(sentences))


def copy_of(text: str) -> str:
    """The same in other lines, two sentences changed."""
    lines = text.split("\n")
    return "\n\n".join([*lines[:3], "群众满意，另有上报。", *lines[5:]])


@pytest.fixture
def make(make_report):
    """A function that makes a report as intake does, a draft if nothing else is said, with its pairs."""

    def make(text: str, **fields) -> Report:
        report = make_report(text=text, status=fields.pop("status", "draft"), **fields)
        note_signature(report)
        find_near(report)
        return report

    return make


@pytest.fixture
def twins(make) -> tuple[Report, Report]:
    return make(words("黄泥坡")), make(copy_of(words("黄泥坡")))


def pairs() -> list[tuple[int, int]]:
    return list(NearPair.objects.values_list("first", "second"))


# Who is near


def test_a_copy_with_changed_sentences_is_set_beside_its_twin(twins):
    first, second = twins
    (pair,) = NearPair.objects.all()
    assert (pair.first, pair.second, pair.verdict) == (first, second, "")
    assert 0.9 < pair.similarity < 1


def test_a_report_on_other_matters_is_not(make, twins):
    make(words("石沟湾"))
    assert len(pairs()) == 1


def test_near_to_two_does_not_make_these_two_near(make):
    left, middle, right = words("甲村"), words("乙村", 40), words("丙村")
    ends = make(left + middle), make(middle + right)
    between = make(left[: len(left) // 2] + middle + right[: len(right) // 2])
    assert sorted(pairs()) == [(end.pk, between.pk) for end in ends]


def test_formula_text_alone_proposes_nobody(make, monkeypatch):
    monkeypatch.setattr(near, "FORMULA", 3)
    for name in "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕":
        make(FORMULA * 2 + words(name + "村"))
    seen = []
    monkeypatch.setattr(near, "similarity", lambda *texts, **limits: seen.append(texts) or 0.0)
    make(FORMULA * 2 + words("己村"))
    assert seen == []


def test_formula_text_proposes_while_few_reports_share_it(make, monkeypatch):
    seen = []
    monkeypatch.setattr(near, "similarity", lambda *texts, **limits: seen.append(texts) or 0.0)
    for name in ("甲村", "乙村"):
        make(FORMULA * 8 + words(name, 10))
    assert len(seen) == 1


def test_a_whole_text_that_many_copy_is_no_formula(make, monkeypatch):
    monkeypatch.setattr(near, "FORMULA", 3)
    copies = [make(words("黄泥坡") + f"第{number}份。") for number in range(6)]
    assert len(near_reports_of(copies[-1])) == 5


def test_no_more_reports_are_compared_than_the_limit_says(make, monkeypatch):
    monkeypatch.setattr(near, "COMPARED", 2)
    copies = [make(words("黄泥坡") + f"第{number}份。") for number in range(5)]
    assert len(near_reports_of(copies[-1])) == 2


def test_comparing_stops_when_several_in_a_row_were_not_near(make, monkeypatch):
    monkeypatch.setattr(near, "MISSES", 2)
    seen = []
    monkeypatch.setattr(near, "similarity", lambda *texts, **limits: seen.append(texts) or 0.0)
    for number in range(4):
        seen.clear()
        make(words("黄泥坡") + f"第{number}份。")
    assert len(seen) == 2


def test_a_text_of_few_words_is_near_nobody(make):
    make("整改。")
    make("整改！")
    assert NearBand.objects.count() == 0
    assert pairs() == []


# What stays and what goes


def test_the_bands_are_rewritten_when_the_text_is_new(twins):
    report = twins[1]
    before = set(report.near_bands.values_list("band", "digest"))
    report.text = words("石沟湾")
    note_signature(report)
    after = set(report.near_bands.values_list("band", "digest"))
    assert len(before) == len(after) == BANDS
    assert not before & after


def test_looking_again_changes_nothing(twins):
    before = list(NearPair.objects.values())
    find_near(twins[0])
    find_near(twins[1])
    assert list(NearPair.objects.values()) == before


def test_a_pair_that_is_near_no_more_goes(twins):
    twins[1].text = words("石沟湾")
    note_signature(twins[1])
    assert find_near(twins[1]) == []
    assert pairs() == []


def test_a_verdict_stays_even_then_with_the_new_number(twins, django_user_model):
    editor = django_user_model.objects.create(username="周砚")
    decide_pair(NearPair.objects.get(), "same", by=editor)
    twins[1].text = words("石沟湾")
    note_signature(twins[1])
    (pair,) = find_near(twins[1])
    assert (pair.verdict, pair.decided_by) == ("same", editor)
    assert pair.similarity < near.NEAR


def test_a_verdict_says_who_and_when_and_can_be_taken_back(twins):
    editor = User.objects.create(username="周砚")
    pair = NearPair.objects.get()
    decide_pair(pair, "near", by=editor)
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by, pair.decided_at is None) == ("near", editor, False)
    decide_pair(pair, "", by=editor)
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by, pair.decided_at) == ("", None, None)


def test_another_word_is_no_verdict(twins):
    with pytest.raises(ValueError):
        decide_pair(NearPair.objects.get(), "perhaps", by=None)


# Asking


def test_both_reports_of_a_pair_know_of_each_other(twins):
    first, second = twins
    assert [other for other, _ in near_reports_of(first)] == [second]
    assert [other for other, _ in near_reports_of(second)] == [first]
    assert find_pair(first, second) == find_pair(second, first) == NearPair.objects.get()


def test_the_nearest_comes_first(make, twins):
    nearest = make(words("黄泥坡") + "完。")
    assert [other for other, _ in near_reports_of(twins[0])] == [nearest, twins[1]]


def test_drafts_are_left_out_for_the_public(make):
    first = make(words("黄泥坡"))
    draft = make(copy_of(words("黄泥坡")))
    published = make(words("黄泥坡") + "完。", status="published")
    assert [other for other, _ in near_reports_of(first)] == [published, draft]
    assert [other for other, _ in near_reports_of(first, published_only=True)] == [published]


def test_what_an_editor_called_unrelated_is_left_out(twins):
    decide_pair(NearPair.objects.get(), "unrelated", by=None)
    assert near_reports_of(twins[0]) == []


def test_many_near_reports_take_as_many_queries_as_one(make, twins, django_assert_num_queries):
    for number in range(3):
        make(words("黄泥坡") + f"第{number}份。", source=f"报{number}", region="621102")
    with django_assert_num_queries(2):
        for other, _ in near_reports_of(twins[0]):
            assert other.title
            assert other.source is None or other.region.path


@pytest.mark.parametrize(("share", "shown"), [(1.0, 100), (0.9999, 99), (0.94, 94), (0.7, 70)])
def test_a_hundred_percent_is_said_only_of_equal_texts(share, shown):
    assert percent(share) == shown


# Where it happens


def test_a_corrected_text_is_looked_at_again(make, twins):
    report = twins[1]
    correct_report(report.pk, seen=version_of(report), text=words("石沟湾"))
    assert pairs() == []


def test_a_corrected_card_leaves_the_signature_alone(twins, monkeypatch):
    monkeypatch.setattr("archive.desk.editing.note_signature", lambda report: pytest.fail("the text is the same"))
    correct_report(twins[1].pk, seen=version_of(twins[1]), card={"title": "黄泥坡的做法"})


def test_the_command_keeps_verdicts(twins, capsys):
    decide_pair(NearPair.objects.get(), "same", by=None)
    call_command("near", "rebuild", "--all")
    assert "看了 2 篇报告，近似的共有 1 对" in capsys.readouterr().out
    assert NearPair.objects.get().verdict == "same"


def test_a_verdict_on_a_pair_that_another_editor_decided_is_refused(twins):
    (seen,) = NearPair.objects.all()
    decide_pair(NearPair.objects.get(), "same", by=None)
    with pytest.raises(StaleVerdict, match="核对"):
        decide_pair(seen, "unrelated", by=None)
    assert NearPair.objects.get().verdict == "same"


def test_a_verdict_on_a_pair_that_is_no_longer_near_is_refused(twins):
    (seen,) = NearPair.objects.all()
    NearPair.objects.all().delete()
    with pytest.raises(StaleVerdict, match="不近似"):
        decide_pair(seen, "same", by=None)


def test_a_report_that_is_deleted_after_it_was_proposed_is_passed_over(make, monkeypatch):
    first, second = make(words("黄泥坡")), make(copy_of(words("黄泥坡")))
    third = make(words("黄泥坡") + "另有上报。")
    proposed = near._candidates(third)
    assert first.pk in proposed
    monkeypatch.setattr(near, "_candidates", lambda report: proposed)
    first.delete()
    assert [pair.other_id(third.pk) for pair in find_near(third)] == [second.pk]
