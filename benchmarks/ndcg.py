"""How well the order of results agrees with readers: nDCG@10 over the judged queries of tests/data/ranking.toml.

    python -m benchmarks.ndcg           ours and plain BM25 (tantivy, Whoosh) over jieba's words, on the sample reports

Gains are 2^grade - 1, discounted by log2(1 + rank) (Järvelin and Kekäläinen, ACM TOIS 20:4, 2002; the exponential gain
is of Burges et al., ICML 2005). A judged report that is not found adds nothing.
"""

from __future__ import annotations

import math
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from search.analysis import words
from search.documents import Document, MatchMode, Query
from search.fold import fold
from search.query import And, Node, Not, Or, Term, parse_query

SPEC = Path(__file__).parent.parent / "tests" / "data" / "ranking.toml"
_CUT = 10


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One query. ``top``: groups of reports (file names) in their order. ``grades``: {report: 3, 2 or 1}; others have 0."""

    text: str
    mode: MatchMode
    top: tuple[frozenset[str], ...]
    last: frozenset[str]
    grades: Mapping[str, int]


#: The names of the reports found, best first.
Engine = Callable[[JudgedQuery], Sequence[str]]


def read_spec(path: Path = SPEC) -> list[JudgedQuery]:
    """Return the judged queries; the groups of ``top`` have grades 3, 2, 1."""
    rows = tomllib.loads(path.read_text("utf-8"))["query"]
    return [
        JudgedQuery(
            text=row["text"],
            mode=row.get("mode", "folded"),
            top=tuple(frozenset(group) for group in row.get("top", ())),
            last=frozenset(row.get("last", ())),
            grades={
                **row.get("grades", {}),
                **{name: 3 - place for place, group in enumerate(row.get("top", ())) for name in group},
            },
        )
        for row in rows
    ]


def ndcg(engine: Engine, spec: Iterable[JudgedQuery]) -> float:
    """Return the mean nDCG@10 of the queries, 0 to 1."""
    values = [_ndcg([judged.grades.get(name, 0) for name in engine(judged)], judged.grades.values()) for judged in spec]
    return sum(values) / len(values)


def _ndcg(found: Sequence[int], grades: Iterable[int]) -> float:
    return _dcg(found) / _dcg(sorted(grades, reverse=True))


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(2 + rank) for rank, grade in enumerate(grades[:_CUT]))


def sample_documents() -> dict[str, Document]:
    """Return the sample reports by file name, as the archive's intake prepares them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    from archive.intake.drafts import prepare_text
    from archive.intake.packages.folders import find_report_files
    from archive.text.formats import extract_text

    today = date(2026, 11, 22)
    prepared = {
        path.name: prepare_text(extract_text(path.read_bytes(), path.name), filename=path.name, today=today)
        for path in find_report_files([settings.SAMPLES_DIR]).paths
    }
    return to_documents(prepared)


def to_documents(prepared: Mapping[str, Any]) -> dict[str, Document]:
    """Documents of prepared texts (archive.intake.drafts.PreparedText), numbered from 1 in their order."""
    fields = ("region", "date", "source", "author", "kind", "script")
    return {
        name: Document(
            id=number,
            title=each.description.title.value or "",
            body=each.text,
            **{field: getattr(each.description, field).value or "" for field in fields},
        )
        for number, (name, each) in enumerate(prepared.items(), 1)
    }


def ours(documents: Mapping[str, Document], folder: Path) -> Engine:
    """Return the embedded engine on a new index in ``folder``."""
    from search.engines.whoosh.engine import WhooshEngine

    engine = WhooshEngine(folder / "ours")
    engine.rebuild(documents.values())
    names = {document.id: name for name, document in documents.items()}
    return lambda judged: [
        names[hit.id] for hit in engine.search(Query(text=judged.text, mode=judged.mode, size=100)).hits
    ]


def tantivy_bm25(documents: Mapping[str, Document], folder: Path) -> Engine:
    """Return tantivy's plain BM25 over jieba's words of title and text."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name="words")
    index = tantivy.Index(builder.build())
    index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(15_000_000, 1)
    for number, document in enumerate(documents.values()):
        writer.add_document(tantivy.Document(number=number, **_cut(document)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    names, query, occur = list(documents), tantivy.Query, tantivy.Occur

    def build(node: Node) -> Any:
        match node:
            case Term(text, field):
                return query.boolean_query([(occur.Must, either(word, field)) for word in _words(text)])
            case And(children):
                parts = [(occur.Must, build(child)) for child in children if not isinstance(child, Not)]
                return query.boolean_query(
                    parts + [(occur.MustNot, build(child.child)) for child in children if isinstance(child, Not)]
                )
            case Or(children):
                return query.boolean_query([(occur.Should, build(child)) for child in children])
        raise TypeError(f"not a node that is compared: {node!r}")

    def either(word: str, field: str) -> Any:
        return query.boolean_query(
            [(occur.Should, query.term_query(index.schema, name, word)) for name in ([field] if field else _MAIN)]
        )

    def search(judged: JudgedQuery) -> list[str]:
        searcher = index.searcher()
        hits = searcher.search(build(parse_query(judged.text, judged.mode).root), 100).hits
        return [names[searcher.doc(address)["number"][0]] for _, address in hits]

    return search


def whoosh_bm25(documents: Mapping[str, Document], folder: Path) -> Engine:
    """Return Whoosh's own BM25F over jieba's words of title and text."""
    from whoosh import fields, query
    from whoosh.analysis import RegexTokenizer
    from whoosh.filedb.filestore import RamStorage

    schema = fields.Schema(
        name=fields.STORED(), **{field: fields.TEXT(analyzer=RegexTokenizer(r"\S+")) for field in _FIELDS}
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for name, document in documents.items():
        writer.add_document(name=name, **_cut(document))
    writer.commit()

    def build(node: Node) -> Any:
        match node:
            case Term(text, field):
                main = [field] if field else _MAIN
                return query.And([query.Or([query.Term(name, word) for name in main]) for word in _words(text)])
            case And(children):
                return query.And([build(child) for child in children])
            case Or(children):
                return query.Or([build(child) for child in children])
            case Not(child):
                return query.Not(build(child))
        raise TypeError(f"not a node that is compared: {node!r}")

    def search(judged: JudgedQuery) -> list[str]:
        with index.searcher() as searcher:
            found = searcher.search(build(parse_query(judged.text, judged.mode).root), limit=None)
            return [hit["name"] for hit in found]

    return search


_MAIN = ("title", "body")
_FIELDS = (*_MAIN, "source", "author")


def _words(text: str) -> list[str]:
    return [word for word, _ in words(fold(text))]


def _cut(document: Document) -> dict[str, str]:
    return {field: " ".join(_words(getattr(document, field))) for field in _FIELDS}


def compare(
    documents: Mapping[str, Document], spec: Sequence[JudgedQuery], base: Path | None = None
) -> dict[str, float]:
    """Return nDCG@10 of ours, and of plain BM25 in the installed peers; ``base`` has their indexes for the time."""
    kinds = {"ours": (ours, "whoosh"), "tantivy": (tantivy_bm25, "tantivy"), "whoosh": (whoosh_bm25, "whoosh")}
    with tempfile.TemporaryDirectory(dir=base) as folder:
        return {
            name: ndcg(make(documents, Path(folder)), spec)
            for name, (make, module) in kinds.items()
            if find_spec(module)
        }


def measure(base: Path) -> list[tuple[str, str]]:
    """Return rows of the benchmark's table. ``base``: a folder for temporary indexes."""
    spec = read_spec()
    compared = compare(sample_documents(), spec, base)
    return [(f"nDCG@10 of {len(spec)} judged queries, {name}", f"{value:.4f}") for name, value in compared.items()]


if __name__ == "__main__":
    for engine, value in compare(sample_documents(), read_spec()).items():
        print(f"{engine:10}{value:8.4f}")
