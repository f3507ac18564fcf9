"""Rows of a backup into an empty database: the tables of that day, the rows, then the migrations since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from archive.backups.manifest import BackupError, Manifest
from archive.backups.progress import Progress, no_progress
from archive.backups.reading import members_of, rows_of, table_of
from archive.backups.rows import RowWriter, continue_numbers, tables_of
from search.sentences import say

_AT_ONCE = 500


def load_database(path: Path, manifest: Manifest, *, progress: Progress = no_progress) -> None:
    """Fill the empty default database with the rows of a backup whose hashes are right.

    The rows come in one transaction: after a stop the tables have no row, and the next call continues from there.
    Raises BackupError, also if the rows do not fit together.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    models = _make_tables(manifest, connection)
    try:
        with transaction.atomic():
            _load_rows(path, manifest, models, connection, progress)
            connection.check_constraints()
    except (DatabaseError, ValidationError, ValueError, TypeError) as error:
        raise BackupError(
            say("备份里的数据放不进数据库：{0}。没有恢复任何内容，请换一份备份。", str(error)[:300])
        ) from error
    # The migrations since, and Django's own records of the tables (permissions).
    call_command("migrate", interactive=False, verbosity=0)


def _make_tables(manifest: Manifest, connection: BaseDatabaseWrapper) -> dict[str, type[Model]]:
    """Make the tables of the day of the backup, empty, and return their models by table."""
    executor = MigrationExecutor(connection)
    targets = [(app, name) for app, names in manifest.migrations.items() for name in names]
    unknown = [f"{app}.{name}" for app, name in targets if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise BackupError(
            say(
                "备份来自 {0} 版的程序，这个程序不认识它的数据库结构（{1}）。请先升级程序，再来恢复。",
                manifest.version,
                unknown[0],
            )
        )
    plan = executor.migration_plan(targets)
    if any(backwards for _, backwards in plan):
        raise BackupError(say("目标数据库的结构比备份还新。请换一个空的数据库来恢复。"))
    executor.migrate(targets, plan=plan)
    # migrate() would return all apps of today if nothing is left to do.
    state = executor.loader.project_state(targets)
    return {model._meta.db_table: model for model in tables_of(state.apps)}


def _load_rows(
    path: Path,
    manifest: Manifest,
    models: dict[str, type[Model]],
    connection: BaseDatabaseWrapper,
    progress: Progress,
) -> None:
    with connection.cursor() as cursor:
        for table in models:  # migrations fill some tables; the backup holds all rows
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of our models
    writers: dict[str, RowWriter] = {}
    for each in manifest.tables:
        try:
            writers[each.name] = RowWriter(models[each.name], each.columns, connection)
        except KeyError as error:
            raise BackupError(
                say("备份里的表 {0} 与它所记的结构对不上（{1}）。请换一份备份。", each.name, str(error))
            ) from error
    wanted = {each.name: each.rows for each in manifest.tables}
    loaded = dict.fromkeys(wanted, 0)
    for name, _, content in members_of(path):
        if (found := table_of(name)) is None:
            continue
        if found not in writers:
            raise BackupError(say("备份的清单里没有表 {0}。请换一份备份。", found))
        for some in _some(rows_of(content, name)):
            writers[found].write(some)
            loaded[found] += len(some)
            progress(say("数据库 {0}", found), loaded[found], wanted[found])
    for found, rows in loaded.items():
        if rows != wanted[found]:
            raise BackupError(say("备份的表 {0} 应有 {1} 行，只有 {2} 行。请换一份备份。", found, wanted[found], rows))
    for each in manifest.tables:
        if each.last_number is not None:
            continue_numbers(models[each.name], each.last_number, connection)


def _some(rows: Iterator[list[Any]]) -> Iterator[Sequence[list[Any]]]:
    while some := list(islice(rows, _AT_ONCE)):
        yield some
