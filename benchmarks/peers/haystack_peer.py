"""django-haystack on its Whoosh backend, in a Django of its own with minimal settings and no database.

Its backend searches, groups, counts and highlights by itself. Only building differs: haystack commits and merges after
every thousand documents, which takes hours, so the index is written in one commit with haystack's schema.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.peer import FACETS, Answer, Unavailable, card, pairs_of
from benchmarks.queries import BenchQuery
from search.engines.whoosh.disk.schema import Tokenised

_MEMORY_MB = 2048
_END = "0"  # its analyser stems facets too, "experience" to "experi", but no word that ends in a digit
_BETWEEN = " 0x0 "  # no string matches across title and text


class Haystack:
    """haystack with one model that has no table."""

    name = "haystack"
    slow = True

    def __init__(self, folder: Path) -> None:
        import django
        from django.conf import settings

        if settings.configured:
            raise Unavailable("another Django is configured in this process")
        settings.configure(
            INSTALLED_APPS=["haystack", "benchmarks"],
            HAYSTACK_CONNECTIONS={
                "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(folder)}
            },
            SILENTLY_FAIL=False,
        )
        warnings.simplefilter("ignore", SyntaxWarning)
        django.setup()
        import haystack
        from django.db import models

        class Report(models.Model):
            class Meta:
                app_label = "benchmarks"

            def __str__(self) -> str:
                return str(self.pk)

        from haystack import connections, indexes

        class ReportIndex(indexes.SearchIndex, indexes.Indexable):
            text = indexes.CharField(document=True)
            region = indexes.CharField(faceted=True)
            year = indexes.CharField(faceted=True)
            kind = indexes.CharField(faceted=True)

            def get_model(self) -> type:
                return Report

        self.version = f"haystack {haystack.__version__}, facets whole"
        connections["default"].get_unified_index().build(indexes=[ReportIndex()])
        self._backend = connections["default"].get_backend()
        self._backend.silently_fail = False
        self.setup()

    def setup(self) -> None:
        """Create the index if it is not there."""
        self._backend.setup_complete = False
        self._backend.setup()

    def build(self, documents: Iterable[Tokenised]) -> None:
        writer = self._backend.index.writer(limitmb=_MEMORY_MB)
        for each in documents:
            number = str(each.document.id)
            facets = {f"{name}_exact": value + _END for name, value in card(each).items()}
            writer.add_document(
                id=f"benchmarks.report.{number}",
                django_ct="benchmarks.report",
                django_id=number,
                text=pairs_of(each.document.title) + _BETWEEN + pairs_of(each.document.body),
                **card(each),
                **facets,
            )
        writer.commit()

    def open(self) -> None:
        self._backend.index = self._backend.index.refresh()

    def search(self, bench_query: BenchQuery) -> Answer:
        found = self.search_page(bench_query, highlight=False)
        counts = found.get("facets", {}).get("fields", {})
        facets = {
            name: {value.removesuffix(_END): count for value, count in counts.get(f"{name}_exact", ())}
            for name in FACETS
        }
        ids = tuple(int(each.pk) for each in found["results"])
        return Answer(found["hits"], ids, facets)

    def excerpts(self, bench_query: BenchQuery, answer: Answer) -> int:
        # Its backend marks only while it searches.
        found = self.search_page(bench_query, highlight=True)
        return sum(bool(each.highlighted) for each in found["results"])

    def search_page(self, bench_query: BenchQuery, *, highlight: bool) -> dict:
        """Return what haystack's backend answers: hits, results, facets."""
        return self._backend.search(
            _expression(bench_query),
            end_offset=10,
            highlight=highlight,
            facets=[f"{name}_exact" for name in FACETS],
            limit_to_registered_models=False,
        )


def _expression(bench_query: BenchQuery) -> str:
    parts = [f'text:"{pairs_of(part)}"' for part in bench_query.parts]
    match bench_query.joined:
        case "or":
            return " OR ".join(parts)
        case "not":
            return f"({' AND '.join(parts[:-1])}) AND NOT {parts[-1]}"
    return " AND ".join(parts)
