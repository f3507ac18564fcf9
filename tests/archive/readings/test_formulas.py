"""Rows of formulas follow the reports: after an edit, a withdrawal, a mark, they are those of a rebuild (L5)."""

import pytest

from archive.models import Formula, FormulaUse, Report
from archive.publishing.publish import withdraw_report
from archive.readings.checking import check_readings, mend_readings
from archive.readings.following import begin_rebuild, follow_changes

pytestmark = pytest.mark.django_db


def formulas() -> dict[str, tuple]:
    fields = ("name", "type", "kind", "standing", "reports", "provinces", "first_date", "first_report_id", "is_stale")
    return {key: tuple(values) for key, *values in Formula.objects.values_list("key", *fields)}


def uses() -> list[tuple]:
    return list(FormulaUse.objects.values_list("report_id", "start", "end", "key", "type", "is_sure"))


def rebuilt() -> tuple:
    before = (formulas(), uses())
    begin_rebuild()
    follow_changes(processes=1)
    assert (formulas(), uses()) == before
    assert check_readings().agrees
    return before


@pytest.fixture
def three(make_report):
    make = [("621100", "2016-03-02", "推行“双进双促”活动。"), ("610500", "2018-04", "学“双進雙促”。"), ("640400", "2019", "“双进、双促”好。")]  # fmt: skip
    found = [make_report(region=region, date=date, text=text, title=f"某地{date}") for region, date, text in make]
    follow_changes(processes=1)
    return found


def test_spellings_are_one_formula_with_its_earliest_report(three):
    ((name, type_, kind, standing, reports, provinces, first, number, stale),) = formulas().values()
    assert (name, type_, kind, standing, reports, provinces) == ("双进双促", "numbered", "活动", "spreading", 3, 3)
    assert (first.isoformat(), number, stale) == ("2016-03-02", three[0].pk, False)
    assert check_readings().agrees


def test_edits_withdrawals_dates_and_marks_leave_what_a_rebuild_leaves(three):
    gansu, shaanxi, ningxia = three
    withdraw_report(gansu)
    follow_changes(processes=1)
    rebuilt()
    assert Formula.objects.get().first_report_id == shaanxi.pk

    ningxia.partial_date = None
    ningxia.save()
    Report.objects.filter(pk=shaanxi.pk).update(central=True)
    follow_changes(processes=1)
    rebuilt()
    assert Formula.objects.get().standing == "central"

    for report in (shaanxi, ningxia):
        report.refresh_from_db()
        report.text = "没有了。"
        report.save()
    follow_changes(processes=1)
    assert rebuilt() == ({}, [])


def test_a_count_that_was_altered_is_found_and_mended(three):
    Formula.objects.update(reports=9)
    assert check_readings().formulas == ("双进双促",)
    mend_readings(check_readings())
    assert check_readings().agrees
    Formula.objects.all().delete()
    assert check_readings().formulas == ("双进双促",)
    mend_readings(check_readings())
    assert Formula.objects.get().reports == 3


def test_a_run_that_was_stopped_before_the_counting_is_gone_on_with(make_report, monkeypatch):
    monkeypatch.setattr("archive.readings.following.count_stale", lambda **options: 0)
    make_report(region="621100", text="推行“双进双促”活动。")
    follow_changes(processes=1)
    assert Formula.objects.get().is_stale
    monkeypatch.undo()
    follow_changes(processes=1)
    assert Formula.objects.get().reports == 1


def test_samples_are_no_witnesses(make_report):
    make_report(text="推行“双进双促”活动。", is_sample=True)
    follow_changes(processes=1)
    formula = Formula.objects.get()
    assert (formula.reports, formula.standing) == (0, "")
    assert not Formula.objects.listed().exists()
