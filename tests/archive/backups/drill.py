"""A backup taken while reports come and change, restored elsewhere, and held field by field against what was written.

    python -m tests.archive.backups.drill FOLDER --reports 10000

Two real archives under FOLDER, real processes. The writer counts its changes inside their transactions and writes each
changed row to a journal; so the restored archive says at which change the backup saw it, and every row of every table must
be what it was at that change. DATABASE_URL is the first archive's database, TARGET_DATABASE_URL the second's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.warm import become, fork

COUNTER = "变更计数"
#: Emptied while it is being restored, and told apart by nobody; public changes get their numbers after the commits that the
#: journal holds, and are held against the reports instead.
NOT_COMPARED = {"archive_indexchange", "archive_changenote", "archive_publicchange", "django_session"}
ASKED = ("软弱涣散", "集体经济", "党员", "次改过", "主题党日", "书记")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--reports", type=int, default=60)
    arguments = asked.parse_args()
    folder = arguments.folder.resolve()
    target = {"DATABASE_URL": os.environ["TARGET_DATABASE_URL"]} if "TARGET_DATABASE_URL" in os.environ else {}
    source = {"DATA_DIR": str(folder / "from"), "LOAD_SAMPLES": "0"}
    os.environ |= source | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    found = run(
        folder, arguments.reports, source, source | {"DATA_DIR": str(folder / "to"), "DATABASE_URL": ""} | target
    )
    print(json.dumps(found, ensure_ascii=False))


def run(folder: Path, reports: int, source: dict[str, str], target: dict[str, str]) -> dict[str, object]:
    """Back up ``source`` while it changes, restore it as ``target``; both are variables that name an archive."""
    log = folder / "drill.log"

    def in_fork(variables: dict[str, str], function: Callable, *arguments: object) -> float:
        started = time.monotonic()
        status = os.waitpid(fork(as_archive, variables, function, *arguments, output=log), 0)[1]
        if os.waitstatus_to_exitcode(status):
            raise RuntimeError(f"{function.__name__} {arguments}: {status}\n{log.read_text()}")
        return round(time.monotonic() - started, 1)

    def changes() -> int:
        return (folder / "journal").read_bytes().count(b"\n") if (folder / "journal").exists() else 0

    seconds = {"fill": in_fork(source, fill, folder, reports)}
    writer = fork(as_archive, source, write, folder, output=log)
    try:
        while changes() < 5:
            if os.waitpid(writer, os.WNOHANG)[0]:
                raise RuntimeError(f"the writer died\n{log.read_text()}")
            time.sleep(0.05)
        before = changes()
        file = folder / "backup.tar"
        seconds["backup"] = in_fork(source, manage, "backup", str(file))
        after = changes()
        # What the backup saw last is surely in the journal once another change is.
        until = time.monotonic() + 300
        while changes() <= after and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        os.kill(writer, signal.SIGTERM)
        os.waitpid(writer, 0)
    seconds["verify"] = in_fork(source, manage, "backup", "--verify", str(file))
    seconds["restore"] = in_fork(target, manage, "restore", str(file))
    in_fork(target, look, folder)
    found = json.loads((folder / "looked").read_text("utf-8"))
    size = {
        name: sum(path.stat().st_size for path in (folder / "from" / name).rglob("*") if path.is_file())
        for name in ("originals", "index")
    }
    return found | {
        "seconds": seconds,
        "changes_meanwhile": after - before,
        "backup_mb": round(file.stat().st_size / 1e6, 1),
        "megabytes": {name: round(each / 1e6, 1) for name, each in size.items()},
    }


def as_archive(variables: dict[str, str], function: Callable, *arguments: object) -> None:
    """Run a part of the drill as a process of the archive that ``variables`` name."""
    become(variables)
    function(*arguments)


def manage(*arguments: str) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *arguments])


def fill(folder: Path, size: int) -> None:
    """An archive of ``size`` reports of the benchmarks' corpus, in bulk, and the digest of every row."""
    from django.core.management import call_command

    from archive.models import ImportBatch, Report, Source
    from archive.publishing.outbox import rebuild_index
    from benchmarks.corpus import make_corpus

    call_command("prepare")
    batch = ImportBatch.objects.create(label="演习")
    Source.objects.create(name=COUNTER)
    some: list[tuple[Report, bytes]] = []
    for document in make_corpus(size):
        some.append(made_report(document.title, document.body, document.region, document.date, batch))
        if len(some) == 500 or document.id == size:
            save(some)
            some = []
    rebuild_index()
    with (folder / "rows").open("w") as file:
        for table, key, digest in all_rows():
            file.write(f"{table} {key} {digest}\n")


def made_report(title: str, body: str, region: str, date: str, batch) -> tuple:
    from archive.models import Original, Region, Report
    from archive.storage.originals import keep_original
    from archive.text.dates import PartialDate
    from archive.text.edits import apply_edits, edits_between
    from archive.text.near import text_fingerprint

    raw = f"{title}\n来源：网页\n{body}\n责任编辑：某某"
    edits = edits_between(raw, body, kind="clean", rule="drill")
    data = raw.encode("gb18030", "replace")
    original = Original(
        sha256=keep_original(data, durable=False), filename=f"{title[:20]}.txt", media_type="text/plain",
        encoding="gb18030", size=len(data), received_from="192.0.2.7",
    )  # fmt: skip
    report = Report(
        original=original, batch=batch, title=title or "无题", text=apply_edits(raw, edits), extracted_text=raw,
        text_fingerprint=text_fingerprint(body), status=Report.Status.PUBLISHED,
        evidence={"title": {"value": title, "rule": "first-line", "quote": "“\u2028\ud800”", "confidence": 0.9}},
        content_years=[2019, 2021], region_id=region if Region.objects.filter(code=region).exists() else None,
    )  # fmt: skip
    report.edit_list = edits
    report.partial_date = PartialDate.from_iso(date) if date else None
    if os.environ.get("DATABASE_URL"):  # PostgreSQL takes no lone surrogate, SQLite does
        report.evidence["title"]["quote"] = "“\u2028”"
    return report, data


def save(made: list[tuple]) -> None:
    from archive.models import Original, Report

    originals = {report.original.sha256: report.original for report, _ in made}
    here = set(Original.objects.filter(sha256__in=originals).values_list("sha256", flat=True))
    kept = [(sha256, original) for sha256, original in originals.items() if sha256 not in here]
    Original.objects.bulk_create([original for _, original in kept])
    new = {sha256 for sha256, _ in kept}
    reports = {report.original.sha256: report for report, _ in made if report.original.sha256 in new}
    for sha256, report in reports.items():
        report.original = originals[sha256]
    Report.objects.bulk_create(reports.values())


def write(folder: Path) -> None:
    """Change something again and again until the end; each change's rows go to the journal once they are committed."""
    from django.db import transaction

    from archive.models import ImportBatch, Report, Source
    from archive.publishing.outbox import changes_applied_once
    from archive.publishing.publish import publish_report, withdraw_report

    batch = ImportBatch.objects.get()
    numbers = list(Report.objects.order_by("id").values_list("id", flat=True))
    highest = {table: highest_key(table) for table in numbered()}
    with (folder / "journal").open("a") as journal, changes_applied_once():
        for count in range(1, 1_000_000):
            with transaction.atomic():
                report = Report.objects.get(pk=numbers[count * 7 % len(numbers)])
                if count % 3 == 0:
                    save([made_report(f"第{count}次来的", f"第{count}次来的报告。\n" * 40, "620000", "2021-08", batch)])
                elif count % 3 == 1:
                    (withdraw_report if report.is_published else publish_report)(report)
                else:
                    report.title = f"第{count}次改过"
                    report.save()
                Source.objects.filter(name__startswith=COUNTER).update(name=f"{COUNTER}{count}")
                rows = [changed_row("archive_report", report.pk)]
                rows += [changed_row("archive_source", pk) for pk in Source.objects.filter(name__startswith=COUNTER).values_list("pk", flat=True)]  # fmt: skip
                for table in highest:
                    new = newer_rows(table, highest[table])
                    rows += new
                    highest[table] = max([highest[table], *(key for _, key, _ in new)])
            journal.write(json.dumps([count, rows]) + "\n")
            journal.flush()
            time.sleep(0.005)


def look(folder: Path) -> None:
    """Hold the restored archive against rows and journal; what differs goes to ``looked``."""
    from archive.models import Original, Report, Source
    from archive.publishing.checking import check_index
    from archive.storage.originals import orphan_files, state_of
    from search.documents import Query
    from search.engine import get_engine
    from search.fold import fold

    expected = {}
    for line in (folder / "rows").read_text().splitlines():
        table, key, digest = line.split(" ")
        expected[table, key] = digest
    seen = int(Source.objects.get(name__startswith=COUNTER).name.removeprefix(COUNTER) or 0)
    for line in (folder / "journal").read_text().splitlines():
        count, rows = json.loads(line)
        if count <= seen:
            expected.update({(table, str(key)): digest for table, key, digest in rows})
    found = {(table, str(key)): digest for table, key, digest in all_rows()}
    differing = sorted(place for place in expected.keys() | found.keys() if expected.get(place) != found.get(place))
    originals = list(Original.objects.all())
    published = list(Report.objects.published().values_list("title", "text"))
    folded = [fold(f"{title}\n{text}") for title, text in published]
    told = {
        "seen": seen,
        "rows": len(found),
        "reports": Report.objects.count(),
        "differing": [" ".join(place) for place in differing[:20]],
        "unsound": sum(state_of(each.path, each.sha256) != "sound" for each in originals),
        "orphans": len(list(orphan_files({each.sha256 for each in originals}))),
        "told_wrong": told_wrong(),
        "index_agrees": check_index().agrees,
        "found": {word: get_engine().count(Query(text=f'"{word}"')) for word in ASKED},
        "expected": {word: sum(fold(word) in text for text in folded) for word in ASKED},
    }
    (folder / "looked").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def told_wrong() -> list[int]:
    """Return the reports that a follower of the archive is told otherwise than they are."""
    from archive.models import Report
    from archive.publishing.changes import changes_after

    told = {row.report_id: row.status for row in changes_after(0, 1_000_000)}
    public = dict(Report.objects.once_published().values_list("pk", "status"))
    return sorted(number for number in told.keys() | public.keys() if told.get(number) != public.get(number))


def numbered() -> list[str]:
    from django.db import models

    from archive.backups.rows import tables_of

    kept = {table: model for model in tables_of() if (table := model._meta.db_table) not in NOT_COMPARED}
    return [
        table for table, model in kept.items() if isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    ]


def rows_where(table: str, **where) -> list[tuple[str, object, str]]:
    from archive.backups.rows import columns_of, tables_of, to_line

    model = next(model for model in tables_of() if model._meta.db_table == table)
    names = [field.attname for field in columns_of(model)]
    key = names.index(model._meta.pk.attname)
    rows = model._base_manager.filter(**where).order_by("pk").values_list(*names).iterator(chunk_size=200)
    return [(table, row[key], hashlib.sha256(to_line(row)).hexdigest()) for row in rows]


def changed_row(table: str, key: int) -> tuple[str, object, str]:
    return rows_where(table, pk=key)[0]


def newer_rows(table: str, key: int) -> list[tuple[str, object, str]]:
    return rows_where(table, pk__gt=key)


def highest_key(table: str) -> int:
    from archive.backups.rows import tables_of

    model = next(model for model in tables_of() if model._meta.db_table == table)
    return model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def all_rows() -> list[tuple[str, object, str]]:
    from archive.backups.rows import tables_of

    tables = [model._meta.db_table for model in tables_of()]
    return [row for table in tables if table not in NOT_COMPARED for row in rows_where(table)]


if __name__ == "__main__":
    main()
