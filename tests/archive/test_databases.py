"""How the archive's database is opened: what must hold on every connection, and DATABASE_URL."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3.base import DatabaseWrapper

from config.databases import database, sqlite_at


def pragmas(path: Path) -> tuple:
    """(journal_mode, synchronous, foreign_keys, busy_timeout) of a new connection with the archive's settings."""
    options = {"CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "TIME_ZONE": None, "CONN_MAX_AGE": 0}
    connection = DatabaseWrapper({**options, **sqlite_at(path), "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""})
    try:
        with connection.cursor() as cursor:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            return tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    finally:
        connection.close()


SOUND = ("wal", 2, 1, 20000)


@pytest.mark.django_db
def test_every_connection_waits_for_the_disk_keeps_links_and_waits_its_turn(tmp_path):
    found = [pragmas(tmp_path / "db.sqlite3") for _ in range(2)]
    thread = threading.Thread(target=lambda: found.append(pragmas(tmp_path / "db.sqlite3")))
    thread.start()
    thread.join()
    assert found == [SOUND] * 3


def test_without_an_address_the_database_lies_in_data_dir(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database(tmp_path)["NAME"] == tmp_path / "db.sqlite3"


def test_an_address_names_a_postgresql_server(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://wenku:geheim@db.example:5433/jiceng")
    found = database(tmp_path)
    assert (found["ENGINE"], found["HOST"], found["PORT"], found["NAME"]) == (
        "django.db.backends.postgresql", "db.example", 5433, "jiceng",
    )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["mysql://a:geheim@b/c", "postgres://a:geheim@b/", "geheim", "postgres://a:geheim@b:x/c"]
)
def test_another_address_is_refused_without_showing_it(monkeypatch, tmp_path, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured) as told:
        database(tmp_path)
    assert "postgres://USER:PASSWORD@HOST:PORT/NAME" in str(told.value)
    assert "geheim" not in str(told.value)
