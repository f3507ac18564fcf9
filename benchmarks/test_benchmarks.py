"""The benchmark's corpus is the same each time and is stored; the page keeps a section a size. `make bench-check` runs these.

That the peers find the same hits is a test of the suite: tests/search/test_peers.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import islice

import pytest

from benchmarks import intake, load, stored_corpus
from benchmarks.__main__ import parser as bench_parser
from benchmarks.building import build_peer, index_folder
from benchmarks.corpus import make_corpus
from benchmarks.growth_page import write_growth
from benchmarks.measurements import research_alone
from benchmarks.peers.choice import peer_class
from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.peer import Unavailable
from benchmarks.queries import make_queries
from benchmarks.report import tables, write_page
from benchmarks.targets import check_targets
from benchmarks.timing import ANSWER, COLD, PAGE, row
from search.engines.whoosh.disk.schema import tokenise

_SIZE = 12


@pytest.fixture(scope="module")
def corpus():
    return list(make_corpus(_SIZE))


@pytest.fixture(scope="module")
def kept_once(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored_corpus, "_PART", 4)
        folder = tmp_path_factory.mktemp("kept")
        stored_corpus.store_corpus(folder, _SIZE, lambda done: None)
    return folder


@pytest.fixture
def kept(kept_once, tmp_path, monkeypatch):
    """Return a small corpus on the disk, for one test alone."""
    monkeypatch.setattr(stored_corpus, "_PART", 4)
    return shutil.copytree(kept_once, tmp_path / "kept")


def test_a_seed_gives_the_same_corpus_and_another_a_different_one(corpus):
    assert list(islice(make_corpus(1000), 5)) == corpus[:5]
    assert list(make_corpus(5, seed=2)) != corpus[:5]


def test_documents_are_of_realistic_length(corpus):
    assert 1200 < sum(len(document.body) for document in corpus) / len(corpus) < 3200


def test_the_kept_corpus_is_the_corpus_with_its_words(kept, corpus):
    assert list(stored_corpus.read_corpus(kept, _SIZE)) == [tokenise(document) for document in corpus]


def test_a_stopped_corpus_is_gone_on_with(kept):
    folder = kept / f"corpus-{stored_corpus.corpus_digest()}"
    before = (folder / "00000.json").stat().st_mtime_ns
    whole = list(stored_corpus.read_corpus(kept, _SIZE))
    (folder / "00002.json").unlink()
    stored_corpus.store_corpus(kept, _SIZE, lambda done: None)
    assert list(stored_corpus.read_corpus(kept, _SIZE)) == whole
    assert (folder / "00000.json").stat().st_mtime_ns == before


def test_the_seconds_of_cutting_are_kept_with_the_parts(kept):
    parts = sorted((kept / f"corpus-{stored_corpus.corpus_digest()}").glob("*.json"))
    seconds = [json.loads(part.read_text("utf-8"))["seconds"] for part in parts]
    assert sum(seconds) > 0
    assert stored_corpus.store_corpus(kept, _SIZE, lambda done: None) == pytest.approx(sum(seconds))


def test_another_facet_is_another_answer(corpus, tmp_path):
    peer = Fts5(tmp_path)
    peer.build(map(tokenise, corpus))
    found = peer.search(make_queries(corpus, 1)[0])
    changed = {**found.facets, "kind": {"news": found.total + 1}}
    assert not found.same(type(found)(found.total, found.ids, changed))


def test_an_engine_is_built_once_and_anew_if_it_was_stopped(kept):
    seen = []
    for _ in range(2):
        build_peer(kept, _SIZE, "fts5", seen.append)
    assert seen == [0]
    (index_folder(kept, _SIZE, "fts5").parent / "fts5-built.json").unlink()
    again = build_peer(kept, _SIZE, "fts5", seen.append)
    assert seen == [0, 0]
    assert again.peer._base.execute("SELECT count(*) FROM cards").fetchone() == (_SIZE,)


def test_an_engine_that_is_not_there_is_named():
    with pytest.raises(Unavailable, match="ours"):
        peer_class("lucene")


def test_a_target_is_met_or_missed_or_not_measured():
    rows = [
        row(operation, name, [value])
        for operation in (COLD, ANSWER, PAGE)
        for name, value in (("ours", 2.0), ("tantivy", 1.0))
    ]
    targets = {
        target.name: target.met for target in check_targets(rows, found_ms=[20.0], memory=None, growth=11.0, worst=[])
    }
    assert targets["mean against tantivy"] is False
    assert targets["cold query, against tantivy warm"] is True
    assert targets["SQLite FTS5"] is None
    assert targets["written to found in another process"] is True
    assert targets["growth of the mean from a tenth of the size"] is False


def test_a_refused_cold_query_is_reported_even_if_the_warm_one_succeeds():
    worst = [{"query": "的", "cold_ms": 1017.0, "cold": "refused: ……", "warm_ms": 5.0, "warm": "9 hits"}]
    target = check_targets([], found_ms=[], memory=None, growth=None, worst=worst)[-1]
    assert target.measured == "1017 ms cold, 1 of 1 refused"


def test_the_table_of_times_begins_with_the_ratio_to_ours():
    rows = [row(ANSWER, "ours", [2.0]), row(ANSWER, "tantivy", [3.0])]
    title, head, cells = tables({"rows": rows, "worst": [], "notes": []}, [])[1]
    assert (title, head[0]) == ("Times", "mean / ours")
    assert [line[0] for line in cells] == ["1.00", "1.50"]


def test_a_quick_load_test_has_its_own_small_archive_and_the_bench_writes_no_page(monkeypatch):
    for name in ("LOAD_DIR", "REPORTS", "SECONDS", "READERS", "PEER", "SIZE", "ENGINES", "WRITE", "LOAD_QUICK"):
        monkeypatch.delenv(name, raising=False)
    usual = load.parser().parse_args([])
    monkeypatch.setenv("LOAD_QUICK", "1")
    quick = load.parser().parse_args([])
    assert (usual.reports, usual.haystack, quick.reports, quick.haystack) == (10_000, True, 2_000, False)
    assert usual.folder != quick.folder
    monkeypatch.setenv("REPORTS", "500")
    assert load.parser().parse_args([]).reports == 500
    bench = bench_parser().parse_args([])
    assert (bench.size, bench.write, bench.engines) == (2_000, False, "ours,tantivy,fts5,whoosh")


def test_the_page_keeps_one_section_a_size(tmp_path):
    page = tmp_path / "benchmarks.md"
    results = {
        "date": "2026-11-22",
        "commit": "abc",
        "machine": "x",
        "rows": [row(ANSWER, "ours", [1.0])],
        "worst": [],
        "notes": [],
    }
    for size, commit in ((100_000, "first"), (10_000, "second"), (100_000, "third")):
        write_page({**json.loads(json.dumps(results)), "size": size, "commit": commit}, [], page)
    text = page.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 10,000 documents",
        "## 100,000 documents",
    ]
    assert "first" not in text
    assert "third" in text


def test_the_research_desk_has_a_table_of_its_own(kept, corpus, tmp_path):
    build_peer(kept, _SIZE, "ours", lambda done: None)
    rows = research_alone(index_folder(kept, _SIZE, "ours"), corpus)
    assert len(rows) == 14
    assert all(0 < row["ms"] <= row["most_ms"] for row in rows)
    refused = {"what": "lines: refused, 太多", "bar": 100.0, "ms": None, "most_ms": None}
    results = {"size": 12, "date": "2026-11-30", "commit": "abc", "machine": "x", "rows": [], "worst": [], "notes": []}
    write_page({**results, "research": [*rows, refused]}, [], tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text("utf-8")
    assert page.count("| trends: 5 terms by year") == 2
    assert "| lines: refused, 太多 | 100 | – | – | NO |" in page


def test_the_intake_is_measured_step_by_step():
    rows = json.loads(
        subprocess.run(
            [sys.executable, "-m", "benchmarks.intake", "--reports", "2", "--json"],
            capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    steps = {row["operation"].strip() for row in rows}
    assert {f"of which {step}" for step in intake.STEPS} <= steps
    assert all(row["value"] > 0 for row in rows if "of which" in row["operation"])


def test_the_projection_goes_on_along_the_line_of_what_was_measured(tmp_path):
    page = tmp_path / "growth.md"
    results = [
        {
            "engine": "whoosh",
            "reports": size,
            "pages": {
                "home": {"cold": 5 + size / 1000, "warm": 2.0, "more_by_clock": 0.5},
                "regions": {"cold": 9.0 - size / 100_000, "warm": 2.0, "more_by_clock": 0.5},
            },
            "index_mb": size / 50,
            "database_mb": None,
            "memory_mb": 200,
        }
        for size in (50_000, 100_000, 200_000)
    ]
    write_growth(page, results)
    rows = {line.split(" | ")[0]: line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")}
    assert "| 55.0 | 105.0 | 205.0 |" in rows["| home, cold"]
    assert "| 5.0 | 100.0 | 1,005 | 10,005 | 100,005 |" in rows["| home, cold, ms"]
    assert rows["| regions, cold, ms"].startswith(
        "| regions, cold, ms | no line |"
    )  # it falls, and no page takes less than nothing
    assert rows["| index, MB"].endswith("| 20,000 | 200,000 | 2,000,000 |")
    assert not any(row.startswith("| database, MB") for row in rows)
