"""A database of their own for processes that a test starts, where the suite runs on a server (DATABASE_URL)."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Variables for the environment of such a process; none where each DATA_DIR holds its own SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        yield {}
        return
    import dj_database_url
    import psycopg

    parsed = dj_database_url.parse(address)
    name = f"own_{uuid.uuid4().hex[:12]}"
    head, _, query = address.partition("?")
    given = {"host": parsed["HOST"] or parsed["OPTIONS"].get("host"), "port": parsed["PORT"], "user": parsed["USER"], "password": parsed["PASSWORD"], "dbname": parsed["NAME"]}  # fmt: skip
    with psycopg.connect(autocommit=True, **{key: value for key, value in given.items() if value}) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def connection_kept() -> Iterator[None]:
    """A request given to the WSGI application itself leaves the test's connection open, as with Django's test client."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
