"""Numbers for Prometheus, on the switch METRICS.

Counted as things happen: requests, searches. Read when asked: what database, index and disk say. Under gunicorn
each worker counts in a file of its slot under DATA_DIR/metrics (config/gunicorn.py sets that up), and whichever
worker is asked adds them up.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import django
from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from archive.monitoring.state import State, counted, look

#: Where the workers' files lie, and which of them is this process's.
FOLDER, SLOT = "PROMETHEUS_MULTIPROC_DIR", "JICENG_WORKER_SLOT"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Instruments:
    """What is counted as it happens."""

    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    throttled: Counter
    searches: Counter
    empty_searches: Counter
    search_seconds: Histogram


@cache
def instruments() -> Instruments:
    """Made at the first request of a worker, never before the fork."""
    if FOLDER in os.environ:
        # By slot, not by process: workers are recycled, and their files would pile up.
        values.ValueClass = values.MultiProcessValue(lambda: os.environ.get(SLOT) or os.getpid())
    own = CollectorRegistry()
    return Instruments(
        own,
        Counter("jiceng_requests", "Requests answered", ["view", "status"], registry=own),
        Histogram("jiceng_request_seconds", "Time to an answer", ["view"], buckets=_SECONDS, registry=own),
        Counter("jiceng_throttled", "Requests refused as too many", ["view"], registry=own),
        Counter("jiceng_searches", "Searches answered", ["face"], registry=own),
        Counter("jiceng_searches_without_hit", "Searches that found nothing", ["face"], registry=own),
        Histogram("jiceng_search_seconds", "Time of the engine", buckets=_SECONDS, registry=own),
    )


def count_request(view: str, status: int, seconds: float) -> None:
    if not settings.METRICS:
        return
    counted_here = instruments()
    counted_here.requests.labels(view, str(status)).inc()
    counted_here.request_seconds.labels(view).observe(seconds)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        counted_here.throttled.labels(view).inc()


def count_search(face: str, total: int, seconds: float) -> None:
    """``face``: page or api."""
    if not settings.METRICS:
        return
    counted_here = instruments()
    counted_here.searches.labels(face).inc()
    counted_here.search_seconds.observe(seconds)
    if not total:
        counted_here.empty_searches.labels(face).inc()


def exposition() -> bytes:
    """Everything in Prometheus' text form; what cannot be read just now is left out, and ``jiceng_ready`` is 0."""
    counted_registry = instruments().registry
    if folder := os.environ.get(FOLDER):
        counted_registry = CollectorRegistry()
        MultiProcessCollector(counted_registry, folder)
    return generate_latest(counted_registry) + generate_latest(_StateNow())


class _StateNow:
    """What the exposition asks of a registry: the metrics of this moment."""

    def collect(self) -> Iterator[Metric]:
        state = look()
        yield from _of_state(state)
        if state.database == "ok" and state.schema != "older":
            numbers = counted()
            yield _by_label("jiceng_reports", "Reports by status", "status", numbers.reports)
            yield _by_label("jiceng_uploaded_files", "Files of all batches by outcome", "outcome", numbers.uploads)
        versions = GaugeMetricFamily("jiceng_build", "Always 1", labels=["python", "django"])
        versions.add_metric([platform.python_version(), django.get_version()], 1)
        yield versions


def _of_state(state: State) -> Iterator[Metric]:
    read: list[tuple[str, str, float | None]] = [
        ("jiceng_ready", "1 if /readyz answers 200", float(state.is_ready)),
        ("jiceng_index_pending_changes", "Changes that the index has yet to take up", state.pending),
        ("jiceng_index_lag_seconds", "Age of the oldest of them", state.lag_seconds),
        ("jiceng_index_documents", "Reports in the index", state.documents),
        ("jiceng_index_generation", "Commits of the index", state.generation),
        ("jiceng_disk_free_bytes", "Free space under DATA_DIR", state.disk_free_bytes),
    ]
    for name, words, number in read:
        if number is not None:
            yield GaugeMetricFamily(name, words, value=number)


def _by_label(name: str, words: str, label: str, numbers: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family
