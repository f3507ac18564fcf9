"""Where the database is: SQLite in DATA_DIR, unless DATABASE_URL names a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from archive.management.spoken import spoken
from config.environment import env_int, env_str

#: WAL: readers and a backup never wait for a writer. FULL: a committed change survives a power cut.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
_POSTGRES = "django.db.backends.postgresql"


def sqlite_at(path: Path) -> dict[str, Any]:
    """Return the settings of an SQLite database of the archive at ``path``."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A writer takes its lock at the start and waits for it, instead of failing half way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def database(folder: Path) -> dict[str, Any]:
    """Return the settings of the archive's database, which lies in ``folder`` unless DATABASE_URL is set.

    Raises ImproperlyConfigured for an address that is no PostgreSQL server's.
    """
    address = env_str("DATABASE_URL").strip()
    if not address:
        # To open it for each request takes longer than the queries of most pages.
        return sqlite_at(folder / "db.sqlite3") | {"CONN_MAX_AGE": env_int("DATABASE_CONN_SECONDS", 60)}
    try:
        parsed: dict[str, Any] = dict(
            dj_database_url.parse(address, conn_max_age=env_int("DATABASE_CONN_SECONDS", 60), conn_health_checks=True)
        )
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(_message()) from error
    if parsed["ENGINE"] != _POSTGRES or not parsed.get("NAME"):
        raise ImproperlyConfigured(_message())
    return parsed


def _message() -> str:
    """Return the message without the address itself, which may hold a password."""
    return spoken(
        "DATABASE_URL 读不懂。请写成 postgres://USER:PASSWORD@HOST:PORT/NAME；用 DATA_DIR 里的 SQLite 就不写它。",
        "DATABASE_URL is not understood. Write postgres://USER:PASSWORD@HOST:PORT/NAME, "
        "or leave it out for SQLite in DATA_DIR.",
    )
