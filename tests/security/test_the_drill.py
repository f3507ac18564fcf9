"""`make drill`: its rows are those of docs/security.md, and a row that did not hold makes it red. No drill runs here."""

from __future__ import annotations

import re

import pytest

from scripts import drill
from scripts.drill import LONG, Outcome, Row, all_rows, is_red, read_outcomes, rows_of_files, rows_of_page, verdict
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs/security.md").read_text("utf-8")
ROWS = [Row(1, "坏参数", ("tests/a.py::test_a", "tests/a.py::test_b")), Row(2, "断电", ("tests/b.py::test_c",))]
HELD = Outcome(passed=3, seconds=1.5)


def test_every_row_of_the_page_is_a_row_of_the_drill_and_names_a_test():
    table = PAGE.split("| attack | defence | test |")[1].split("\n\n")[0]
    rows = rows_of_page(PAGE)
    assert len(rows) == len(table.strip().splitlines()) - 1  # the line below the heads
    assert [row.attack for row in rows if not row.tests] == []
    assert {test for row in rows for test in row.tests} == {f"{a}::{b}" for a, b in re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)}  # fmt: skip


def test_every_test_with_a_long_form_is_in_a_row():
    reads = re.compile(r"""environ(\.get\(|\[)["']SLOW_TESTS""")
    files = [path for path in (PROJECT / "tests").rglob("test_*.py") if reads.search(path.read_text("utf-8"))]
    others = [path for path in files if path.name != "test_the_drill.py"]
    assert len(others) > 5
    tests = {test for row in all_rows() for test in row.tests}
    for path in others:
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            assert f"{path.relative_to(PROJECT).as_posix()}::{name}" in tests


def test_a_file_that_reads_a_length_gives_a_row_of_the_tests_that_no_other_row_names(tmp_path):
    folder = tmp_path / "tests" / "drills"
    folder.mkdir(parents=True)
    (folder / "test_long.py").write_text(
        'import os\nN = os.environ.get("SLOW_TESTS")\ndef test_a(): ...\ndef test_b(): ...\n'
    )
    (folder / "test_short.py").write_text('"""No SLOW_TESTS."""\ndef test_c(): ...\n')
    (row,) = rows_of_files(tmp_path, {"tests/drills/test_long.py::test_a"}, 7)
    assert (row.number, row.tests) == (7, ("tests/drills/test_long.py::test_b",))


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Outcome(passed=2, failed=1), "FAILED"),
        (Outcome(passed=2, skipped=1), "SKIPPED"),
        (Outcome(skipped=1), "SKIPPED"),
        (None, "NOT RUN"),
    ],
)  # fmt: skip
def test_a_row_whose_test_failed_was_skipped_or_did_not_run_makes_the_drill_red(
    outcome, word, monkeypatch, tmp_path, capsys
):
    given = {"tests/a.py::test_a": HELD, "tests/a.py::test_b": HELD, "tests/b.py::test_c": HELD}
    monkeypatch.setattr(drill, "ROOT", tmp_path)
    monkeypatch.setattr(drill, "all_rows", lambda: ROWS)
    monkeypatch.setattr(drill, "run_tests", lambda tests, *_: {test: given[test] for test in tests if test in given})
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert drill.main([]) == 0
    assert "all held" in capsys.readouterr().out
    given.pop("tests/a.py::test_b")
    if outcome:
        given["tests/a.py::test_b"] = outcome
    assert drill.main([]) == 1
    *_, first, second, total = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["1", "坏参数"]
    assert first.endswith(word)
    assert second.endswith("held")
    assert total.endswith("1 RED")


def test_a_row_without_a_test_is_red_and_so_is_a_choice_of_no_row(monkeypatch):
    assert is_red(Row(1, "空", ()), {})
    monkeypatch.setattr(drill, "drill", lambda *_: True)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert drill.main(["--rows", "4711"]) == 1


def test_a_test_for_another_database_is_told_and_reddens_nothing():
    here = {"tests/b.py::test_c": Outcome(elsewhere=1)}
    assert verdict(ROWS[1], here) == "not here"
    assert not is_red(ROWS[1], here)


def test_a_drill_that_was_stopped_goes_on_with_the_rows_that_did_not_end(monkeypatch, tmp_path, capsys):
    ran: list[str] = []

    def run_tests(tests, *_):
        if len(ran) == 2:
            ran.append("stopped")
            raise KeyboardInterrupt
        ran.extend(tests)
        return dict.fromkeys(tests, HELD)

    monkeypatch.setattr(drill, "ROOT", tmp_path)
    monkeypatch.setattr(drill, "all_rows", lambda: ROWS)
    monkeypatch.setattr(drill, "run_tests", run_tests)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert drill.main([]) == 130
    assert "NOT RUN" in capsys.readouterr().out
    assert drill.main(["--resume"]) == 0
    assert ran == ["tests/a.py::test_a", "tests/a.py::test_b", "stopped", "tests/b.py::test_c"]
    assert drill.main(["--resume"]) == 0
    assert len(ran) == 4
    monkeypatch.setenv(min(LONG), "3")
    assert drill.main(["--resume"]) == 1  # what ran was of another length


def test_a_report_of_pytest_is_read_test_by_test(tmp_path):
    cases = (
        '<testcase file="tests/a.py" name="test_a[一]" time="1.0"/>'
        '<testcase file="tests/a.py" name="test_a[二]" time="2.0"><failure message="x"/></testcase>'
        '<testcase file="tests/a.py" name="test_b" time="0.5"><skipped message="no nginx"/></testcase>'
        f'<testcase file="tests/a.py" name="test_c" time="0"><skipped message="{drill.OTHER_DATABASE}: x"/></testcase>'
        '<testcase file="tests/a.py" name="test_d" time="0"><skipped message="minutes: SLOW_TESTS=1"/></testcase>'
    )
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", "utf-8")
    assert read_outcomes(report) == {
        "tests/a.py::test_a": Outcome(passed=1, failed=1, seconds=3.0),
        "tests/a.py::test_b": Outcome(skipped=1, seconds=0.5),
        "tests/a.py::test_c": Outcome(elsewhere=1),
        "tests/a.py::test_d": Outcome(elsewhere=1),
    }
    assert read_outcomes(tmp_path / "none.xml") == {}


def test_the_page_names_the_lengths_of_the_drill():
    written = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", PAGE.split("## Running it longer")[1], re.MULTILINE))
    assert written == LONG
