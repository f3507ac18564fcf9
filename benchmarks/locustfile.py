"""Readers on the archive, for ``make load`` (benchmarks/load.py starts this): a realistic mix, or search pages alone.

LOAD_QUESTIONS names a JSON file of [{"q": ...}], with load-fresh.json beside it, queries that never recur; LOAD_MIX is
``readers``, ``search`` or ``fresh``, LOAD_REPORTS the highest id.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from urllib.parse import urlencode

from locust import FastHttpUser, constant, task
from locust.exception import StopUser

QUERIES = [each["q"] for each in json.loads(Path(os.environ["LOAD_QUESTIONS"]).read_text("utf-8"))]
REPORTS = int(os.environ.get("LOAD_REPORTS", "10000"))
MIX = os.environ.get("LOAD_MIX", "readers")
IS_MIX = MIX == "readers"
FRESH = iter(json.loads(Path(os.environ["LOAD_QUESTIONS"]).with_name("load-fresh.json").read_text("utf-8")))
REGIONS = ("110000", "130000", "320000", "330000", "440000", "510000", "620000", "650000")
KINDS = ("report", "news", "experience", "template", "academic")


class Reader(FastHttpUser):
    """A reader who sends the next request as soon as the last is answered."""

    wait_time = constant(0)
    connection_timeout = network_timeout = 30.0

    @task(10)
    def search(self) -> None:
        query = next(FRESH, None) if MIX == "fresh" else random.choice(QUERIES)
        if query is None:
            raise StopUser
        self._get("/search/", "search", q=query)

    @task(4 if IS_MIX else 0)
    def narrowed(self) -> None:
        chosen = {"q": random.choice(QUERIES), "region": random.choice(REGIONS)[:2], "kind": random.choice(KINDS)}
        self._get("/search/", "search, facets", **chosen)

    @task(4 if IS_MIX else 0)
    def report(self) -> None:
        number = random.randint(1, REPORTS)
        self._get(f"/reports/{number}/", "report with hits", q=random.choice(QUERIES))

    @task(1 if IS_MIX else 0)
    def home(self) -> None:
        self._get("/", "home")

    @task(1 if IS_MIX else 0)
    def region(self) -> None:
        self._get(f"/regions/{random.choice(REGIONS)}/", "region")

    @task(2 if IS_MIX else 0)
    def api(self) -> None:
        self._get("/api/v1/search", "api", q=random.choice(QUERIES))

    def _get(self, path: str, name: str, **parameters: str) -> None:
        self.client.get(f"{path}?{urlencode(parameters)}" if parameters else path, name=name)
