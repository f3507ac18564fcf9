"""Numbers for Prometheus, if METRICS=1.

Without it, nothing here runs. Requests and searches are counted as they happen; database, index and disk are read for
each scrape. Under gunicorn each worker counts in a file of its slot under DATA_DIR/metrics (config/gunicorn.py names it),
and the worker that is scraped adds them up.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import django
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from archive.monitoring.readiness import Readiness, check_readiness, count_by_status
from archive.monitoring.requests import view_of

#: Variables that name the folder of the workers' files and the slot of this worker.
FOLDER, SLOT = "PROMETHEUS_MULTIPROC_DIR", "JICENG_WORKER_SLOT"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Instruments:
    """The counters, with the registry that they are in."""

    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    throttled: Counter
    searches: Counter
    empty_searches: Counter
    search_seconds: Histogram


@cache
def instruments() -> Instruments:
    """Make the counters at the first request of a worker, never before the fork; one set for each process."""
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


def count_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: count each request. Without METRICS=1 Django leaves it out. The time of a stream ends where it begins."""
    if not settings.METRICS:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = get_response(request)
        count_request(view_of(request), response.status_code, time.perf_counter() - begun)
        return response

    return middleware


def count_request(view: str, status: int, seconds: float) -> None:
    """Count a request by the name of its view."""
    counters = instruments()
    counters.requests.labels(view, str(status)).inc()
    counters.request_seconds.labels(view).observe(seconds)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        counters.throttled.labels(view).inc()


def count_search(face: str, total: int, seconds: float) -> None:
    """Count a search. ``face`` is page or api."""
    counters = instruments()
    counters.searches.labels(face).inc()
    counters.search_seconds.observe(seconds)
    if not total:
        counters.empty_searches.labels(face).inc()


def exposition() -> bytes:
    """Return all numbers in Prometheus' text form.

    A number that cannot be read is left out; ``jiceng_ready`` is 0 then.
    """
    counted_registry = instruments().registry
    if folder := os.environ.get(FOLDER):
        counted_registry = CollectorRegistry()
        MultiProcessCollector(counted_registry, folder)
    return generate_latest(counted_registry) + generate_latest(_Now())


class _Now:
    """A registry, as far as the exposition asks: the numbers of this moment."""

    def collect(self) -> Iterator[Metric]:
        state = check_readiness()
        yield from _readiness(state)
        if state.database == "ok" and state.schema != "older":
            numbers = count_by_status()
            yield _by_label("jiceng_reports", "Reports by status", "status", numbers.reports)
            yield _by_label("jiceng_uploaded_files", "Files of all batches by outcome", "outcome", numbers.uploads)
        versions = GaugeMetricFamily("jiceng_build", "Always 1", labels=["python", "django"])
        versions.add_metric([platform.python_version(), django.get_version()], 1)
        yield versions


def _readiness(state: Readiness) -> Iterator[Metric]:
    read: list[tuple[str, str, float | None]] = [
        ("jiceng_ready", "1 if /readyz answers 200", float(state.is_ready)),
        ("jiceng_index_pending_changes", "Changes that the index has yet to take up", state.pending),
        ("jiceng_index_lag_seconds", "Age of the oldest of them", state.lag_seconds),
        ("jiceng_unread_changes", "Changes whose figures and sections are not read yet", state.unread),
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
