"""manage.py prepare: make an empty or older DATA_DIR ready to serve, by the steps that are missing."""

from __future__ import annotations

import math
import os
import secrets
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils.translation import gettext_noop

from archive.backups.restoring import forget_restoring
from archive.backups.rows import last_number
from archive.intake.doubts import note_missing_doubts
from archive.intake.files import import_samples, missing_samples
from archive.intake.near_duplicates import rebuild_near
from archive.intake.workers import adopt_batches, resume_unfinished
from archive.languages import listed, say, translated
from archive.management.progress import tracked
from archive.management.sentences import ArchiveCommand
from archive.models import IndexChange, Report
from archive.monitoring.search_notes import remove_old_notes
from archive.places.table import load_regions, regions_are_loaded
from archive.publishing.applied import applied_number, set_applied
from archive.publishing.changes import begin_series
from archive.publishing.checking import check_index
from archive.publishing.machines import SecondMachine, refuse_second_machine, sign_off
from archive.publishing.outbox import apply_index_changes, changes_applied_once, rebuild_index
from archive.publishing.samples import note_samples
from archive.readings.following import ReadingsBusy, adopt_rules, follow_changes, waiting_changes
from archive.readings.keeper import is_short_backlog
from archive.storage.page_files import forget_old_pages
from archive.storage.private import close_to_others
from archive.storage.processes import lock_path, start_command, try_lock
from archive.storage.spooled import drop_spooled
from archive.web.static_files import collect_static_files
from search.documents import EngineUnavailable, IndexBusy, IndexDamaged, IndexMissing
from search.engine import get_engine

ADMIN_NAME = "admin"
SAFE_LENGTH = 8
#: Reports of a damaged index that are indexed before the pages answer: some ten seconds.
REBUILT_AT_ONCE = 3000
#: Changes whose figures are read before the pages answer, if their texts are short: the samples.
READ_AT_ONCE = 100
#: Numbers of reports that a sentence names.
SHOWN = 20


class Command(ArchiveCommand):
    help = gettext_noop("升级数据库，装入地区表和示例，建索引，建第一个管理员。可以停下，再运行就接着做。")

    #: The line with the login of the first admin, "" if this run made none; ``serve`` repeats it beside ``ready:``.
    first_login = ""
    #: Whether ``serve`` tells the login, once the archive answers.
    is_serving = False

    def handle(self, *args: Any, **options: Any) -> None:
        # No process that starts from here needs it, and each would show it in its environment.
        given = os.environ.pop("ADMIN_PASSWORD", "")
        self._close()
        with try_lock(lock_path("prepare")) as is_ours:
            if is_ours:
                self._prepare(given)
                return
        self.stderr.write(say("另一个进程正在准备这个 DATA_DIR，等它做完再接着做。"))
        with try_lock(lock_path("prepare"), patience=math.inf):
            self._prepare(given)

    def _prepare(self, given: str) -> None:
        if "archive_machine" in connection.introspection.table_names():
            self._refuse_second_machine()
        call_command("migrate", interactive=False, verbosity=0)
        self._refuse_second_machine()
        collect_static_files()
        if not regions_are_loaded(settings.REGIONS_FILE):
            self.stdout.write(say("地区表：{0} 个地区", load_regions(settings.REGIONS_FILE)))
        if signed := rebuild_near():
            self.stdout.write(say("近似篇：给 {0} 篇报告做了指纹", signed))
        note_missing_doubts()
        remove_old_notes()
        drop_spooled()
        forget_old_pages()
        self._index()
        if settings.LOAD_SAMPLES:
            self._samples()
        self._readings()
        self._admin(given)
        adopt_batches()
        if resumed := resume_unfinished():
            self.stdout.write(say("接着做的批次：{0}", listed(resumed)))

    def _refuse_second_machine(self) -> None:
        """Raise SecondMachine where another machine serves this database and this one may not."""
        try:
            refuse_second_machine()
        except SecondMachine:
            sign_off()  # who does not serve takes nobody's place
            raise

    def _close(self) -> None:
        if refused := close_to_others():
            self.stderr.write(
                say(
                    "DATA_DIR：本机的其他账号仍可读 {0} 等 {1} 处，本账号无权改。"
                    "请以 root 运行 chown -R 本账号 {2}，再运行 manage.py prepare。",
                    refused[0],
                    len(refused),
                    settings.DATA_DIR,
                )
            )

    def _index(self) -> None:
        """Build the index if this version's schema has none or a file is damaged, else apply the pending changes.

        A large index that is damaged is rebuilt beside the pages, which say so; the keeper does it otherwise too.
        """
        try:
            try:
                get_engine().refuse_if_damaged()
                get_engine().status()
            except IndexMissing as error:
                self._build(isinstance(error, IndexDamaged))
            else:
                note_samples()  # of an archive whose index had given them up beside other reports
                apply_index_changes()
                self._follow_older_database()
            set_applied(last_number(IndexChange, connection) or 0)
        except IndexBusy:
            pass  # another process of this DATA_DIR is writing it
        except EngineUnavailable as error:
            self.stderr.write(translated(error))  # whoever serves goes on, and the keeper applies what waits
        except (OSError, IndexMissing) as error:
            why = str(error) if isinstance(error, OSError) else translated(error)
            self.stderr.write(say("索引写不进去：{0}。页面照常，检索要等索引写好；程序每分钟会再试。", why))
        forget_restoring()

    def _build(self, is_damaged: bool) -> None:
        total = Report.objects.published().count()
        if is_damaged:
            self.stdout.write(say("索引坏了，正在由 {0} 篇报告重建", total))
        elif total:
            self.stdout.write(say("正在由 {0} 篇报告建索引", total))
        if is_damaged and total > REBUILT_AT_ONCE:
            start_command("index", "rebuild")
        else:
            rebuild_index()

    def _follow_older_database(self) -> None:
        """Correct the index, and tell followers, if the database is an older copy: one that does not know the newest change of the index."""
        if (last_number(IndexChange, connection) or 0) >= applied_number():
            return
        begin_series()
        check = check_index(fix=True)
        numbers = [*check.missing, *check.stale, *check.extra]
        self.stderr.write(
            say(
                "数据库比索引旧：换回的大概是较早的一份，其后的改动不在里面。索引已改成与数据库一致，动了 {0} 篇{1}。"
                "若换错了，请停下服务，放回原来的 db.sqlite3。",
                len(numbers),
                say("：{0}", listed(sorted(numbers)[:SHOWN])) if numbers else "",
            )
        )

    def _samples(self) -> None:
        paths = missing_samples()
        if not paths:
            return
        with changes_applied_once():
            files = tracked(import_samples(paths), say("示例"), len(paths))
            failed = [file for file in files if file.status == "failed"]
        for file in failed:
            self.stderr.write(f"{file.path.name}: {translated(file.error)}")
        self.stdout.write(say("示例报告：{0} 篇", len(paths) - len(failed)))

    def _readings(self) -> None:
        """Read the samples of a first start; an archive that has more is read beside the pages by their keeper."""
        try:
            adopt_rules()
            if is_short_backlog(READ_AT_ONCE):
                follow_changes(processes=1)
            else:
                self.stdout.write(say("有 {0} 处改动的数字和段落要读；服务启动以后在后台读", waiting_changes()))
        except (ReadingsBusy, DatabaseError):
            pass  # the keeper does it

    def _admin(self, given: str) -> None:
        """Make the first admin. Its password is printed here, or by ``serve`` beside ``ready:``, where it does not scroll away."""
        users = get_user_model()
        if users.objects.filter(is_superuser=True).exists():
            return
        if given and len(given) < SAFE_LENGTH:
            self.stderr.write(say("ADMIN_PASSWORD 太短；别人能打开这个文库以前，请改掉它。"))
        password = given or secrets.token_urlsafe(12)
        users.objects.create_superuser(ADMIN_NAME, password=password)
        shown = say("ADMIN_PASSWORD 里的密码") if given else password
        self.first_login = f"admin login: {ADMIN_NAME} / {shown}"
        if not self.is_serving:
            self.stdout.write(self.first_login)
            sys.stdout.flush()
