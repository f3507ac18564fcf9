"""Run every drill in its long form, row by row of docs/security.md, and say in a table which law held.

    python -m scripts.drill                 all rows, then the other tests that have a long form
    python -m scripts.drill --list          the rows with their numbers
    python -m scripts.drill --rows 3,17-20  these rows, again if they ran before
    python -m scripts.drill --resume        the rest of a drill that was stopped; what ended is not run again
    python -m scripts.drill --quick         the form that the suite runs: minutes instead of hours

A variable of LONG that is set already keeps its value. Results and pytest's own words lie in .drill/DATABASE/.
Exit code 0 if every test of every row passed, 1 if one failed, was skipped or did not run, 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree  # the file is pytest's own

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/security.md"
#: KILLS is not among them: by SLOW_TESTS each drill of kills has its own number, of which KILLS would make one.
LONG = {
    "SLOW_TESTS": "1",
    "FUZZ_REQUESTS": "10000",
    "UPLOADS": "2000",
    "API_EXAMPLES": "2000",
    "LINE_SIZE": "1000000",
    "REGEX_SIZE": "100000",
    "FUZZ_FILES": "2000",
}
#: A test that cannot apply to the present database is skipped with a reason that begins so.
OTHER_DATABASE = "another database"
TELL_EVERY = 60.0  # seconds, where no terminal shows a running line
END_SECONDS = 60.0  # for pytest to stop the servers of a test
_ATTACK_WIDTH = 62
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_ENDED = re.compile(r"^tests/\S+.* (PASSED|FAILED|SKIPPED|ERROR)\b", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """A line of the table. ``tests`` are ``path::name``, without parameters."""

    number: int
    attack: str
    tests: tuple[str, ...]


@dataclass
class Outcome:
    """What came of a test, over all its parameters; ``elsewhere`` counts those for another database or the long form."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    elsewhere: int = 0
    seconds: float = 0.0


Outcomes = dict[str, Outcome]


def rows_of_page(page: str) -> list[Row]:
    """Return the rows of the table of defences in the text of docs/security.md."""
    table = page.partition("\n## What is defended how")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return [
        Row(number, row[0].strip(), tuple(f"{path}::{name}" for path, name in _TEST.findall(row[-1])))
        for number, row in enumerate((row for row in cells if row[0].strip() != "attack"), 1)
    ]


def rows_of_files(root: Path, named: Collection[str], first: int) -> list[Row]:
    """Return a row for each test file with a long form, of its tests that no row of the page names."""
    rows: list[Row] = []
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if not _reads_a_length(tree):
            continue
        name = path.relative_to(root).as_posix()
        tests = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
        rest = tuple(f"{name}::{test}" for test in tests if test.startswith("test_") and f"{name}::{test}" not in named)
        if rest:
            rows.append(Row(first + len(rows), f"long form: {name.removeprefix('tests/')}", rest))
    return rows


def _reads_a_length(tree: ast.Module) -> bool:
    """Return whether a module names a variable of LONG, or KILLS, as a string of its own."""
    names = {*LONG, "KILLS"}
    return any(isinstance(node, ast.Constant) and node.value in names for node in ast.walk(tree))


def all_rows() -> list[Row]:
    """Return the rows of the page, then those of the other files."""
    rows = rows_of_page((ROOT / PAGE).read_text("utf-8"))
    named = {test for row in rows for test in row.tests}
    return rows + rows_of_files(ROOT, named, len(rows) + 1)


def chosen(rows: list[Row], numbers: str) -> list[Row]:
    """Return the rows of ``3,17-20``; all for "". Raise ValueError for what is no number."""
    wanted: set[int] = set()
    for part in filter(None, numbers.split(",")):
        first, _, last = part.partition("-")
        wanted.update(range(int(first), int(last or first) + 1))
    return [row for row in rows if not numbers or row.number in wanted]


def read_outcomes(report: Path) -> Outcomes:
    """Return what a junit file (family xunit1) tells of each test; {} where pytest did not come to write it."""
    outcomes: Outcomes = {}
    if not report.exists():
        return outcomes
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('file')}::{case.get('name', '').partition('[')[0]}"
        outcome = outcomes.setdefault(name, Outcome())
        outcome.seconds += float(case.get("time", 0))
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skipped is None:
            outcome.passed += 1
        elif skipped.get("message", "").startswith(OTHER_DATABASE) or "SLOW_TESTS=1" in skipped.get("message", ""):
            outcome.elsewhere += 1
        else:
            outcome.skipped += 1
    return outcomes


def run_tests(tests: Iterable[str], folder: Path, log: Path, environment: dict[str, str], title: str) -> Outcomes:
    """Run tests by one pytest, whose words go to ``log``; tell meanwhile how many ended.

    KeyboardInterrupt passes through, after pytest has stopped what its tests started.
    """
    report = folder / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-vv", "-o", "junit_family=xunit1", f"--junitxml={report}", *tests]
    with log.open("wb") as output:
        # A session of its own: the terminal's Ctrl-C comes to this process alone, which passes it on once.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            _tell_until_ended(process, log, title)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
    return read_outcomes(report)


def _tell_until_ended(process: subprocess.Popen[bytes], log: Path, title: str) -> None:
    started, told = time.monotonic(), 0.0
    is_terminal = sys.stdout.isatty()
    while process.poll() is None:
        time.sleep(0.2)
        seconds = time.monotonic() - started
        if is_terminal or seconds - told > TELL_EVERY:
            told = seconds
            words = _ENDED.findall(log.read_text("utf-8", "replace"))
            wrong = len(words) - words.count("PASSED")
            line = f"{title}  {len(words)} ended, {wrong} not passed, {seconds:.0f} s"
            print(f"\r\x1b[K{line}" if is_terminal else line, end="" if is_terminal else "\n", flush=True)
    if is_terminal:
        print("\r\x1b[K", end="", flush=True)


def outcome_of(row: Row, outcomes: Outcomes) -> tuple[Outcome, int]:
    """Return the sum over the tests of a row, and how many of them did not run."""
    found = [outcomes[test] for test in row.tests if test in outcomes]
    total = Outcome(*(sum(getattr(each, name) for each in found) for name in asdict(Outcome())))
    return total, len(row.tests) - len(found)


def verdict(row: Row, outcomes: Outcomes) -> str:
    """Return "held" or "not here"; in capitals why the row is red."""
    total, missing = outcome_of(row, outcomes)
    if total.failed:
        return "FAILED"
    if missing or not row.tests:
        return "NOT RUN"
    if total.skipped:
        return "SKIPPED"
    return "held" if total.passed else "not here"


def table(rows: list[Row], outcomes: Outcomes) -> Iterator[str]:
    """Yield the lines of the table: one a row, and the total, which counts a test of several rows once."""
    yield f"{'':>3}  {'attack':{_ATTACK_WIDTH}} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>9}  verdict"

    def line(number: str, attack: str, sums: Outcome, end: str) -> str:
        cut = attack if len(attack) <= _ATTACK_WIDTH else attack[: _ATTACK_WIDTH - 1] + "…"
        numbers = f"{sums.passed:7} {sums.failed:7} {sums.skipped + sums.elsewhere:8} {sums.seconds:9.1f}"
        return f"{number:>3}  {cut:{_ATTACK_WIDTH}} {numbers}  {end}"

    for row in rows:
        yield line(str(row.number), row.attack, outcome_of(row, outcomes)[0], verdict(row, outcomes))
    every = Row(0, "total", tuple(dict.fromkeys(test for row in rows for test in row.tests)))
    red = sum(is_red(row, outcomes) for row in rows)
    yield line("", f"total: {len(rows)} rows", outcome_of(every, outcomes)[0], f"{red} RED" if red else "all held")


def is_red(row: Row, outcomes: Outcomes) -> bool:
    """Return whether a test of the row failed, was skipped or did not run."""
    return verdict(row, outcomes).isupper()


def drill(rows: list[Row], outcomes: Outcomes, folder: Path, variables: dict[str, str]) -> bool:
    """Run what has no outcome yet, and write each row's outcomes to ``folder``; return False if it was stopped."""
    for place, row in enumerate(rows, 1):
        tests = [test for test in row.tests if test not in outcomes]
        title = f"[{place}/{len(rows)}] {row.number}. {row.attack}"
        try:
            if tests:
                print(title, flush=True)
                log = folder / f"row-{row.number:02}.log"
                found = run_tests(tests, folder, log, {**os.environ, **variables}, title)
                outcomes.update((test, found[test]) for test in tests if test in found)
                write_outcomes(folder, variables, outcomes)
                total = outcome_of(row, outcomes)[0]
                where = f"  see {log.relative_to(ROOT)}" if is_red(row, outcomes) else ""
                print(f"    {verdict(row, outcomes)}  {total.seconds:.1f} s{where}", flush=True)
        except KeyboardInterrupt:
            print("\nstopped; --resume goes on", flush=True)
            return False
    return True


def write_outcomes(folder: Path, variables: dict[str, str], outcomes: Outcomes) -> None:
    """Write the file of a drill whole, or leave the earlier one."""
    text = json.dumps({"variables": variables, "tests": {name: asdict(each) for name, each in outcomes.items()}})
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).replace(folder / "outcomes.json")


def earlier_outcomes(folder: Path, variables: dict[str, str]) -> Outcomes | None:
    """Return what an earlier drill of the same lengths left, {} without one, None for other lengths."""
    path = folder / "outcomes.json"
    if not path.exists():
        return {}
    kept = json.loads(path.read_text("utf-8"))
    return {name: Outcome(**each) for name, each in kept["tests"].items()} if kept["variables"] == variables else None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="", metavar="3,17-20")
    for name in ("--list", "--resume", "--quick"):
        parser.add_argument(name, action="store_true")
    options = parser.parse_args(arguments)
    rows = chosen(all_rows(), options.rows)
    if options.list:
        print("\n".join(f"{row.number:3}  {row.attack}  ({len(row.tests)} tests)" for row in rows))
        return 0
    is_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    lengths = {name: value for name in (*LONG, "KILLS") if (value := os.environ.get(name, ""))}
    variables = lengths if options.quick else LONG | lengths | {"SLOW_TESTS": "1"}
    folder = ROOT / ".drill" / ("postgresql" if is_postgres else "sqlite")
    folder.mkdir(parents=True, exist_ok=True)
    earlier = earlier_outcomes(folder, variables)
    if options.resume and earlier is None:
        print("The drill that was stopped had other lengths; begin anew, without --resume.", file=sys.stderr)
        return 1
    outcomes = earlier or {} if options.resume or options.rows else {}
    if not options.resume:
        for test in {test for row in rows for test in row.tests}:
            outcomes.pop(test, None)
    for stop in (signal.SIGINT, signal.SIGTERM):  # a shell lets what it starts in the background ignore SIGINT
        signal.signal(stop, signal.default_int_handler)
    ended = drill(rows, outcomes, folder, variables)
    print("", f"{folder.name}: {' '.join(f'{name}={value}' for name, value in variables.items())}", sep="\n")
    print("\n".join(table(rows, outcomes)))
    if not ended:
        return 130
    return int(not rows or any(is_red(row, outcomes) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
