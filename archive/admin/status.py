"""The status page (运行状况): the state of database, index, disk and intake, in sentences."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import django
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from archive.models import ImportFile, Letter, Original, Report, Watch
from archive.monitoring.readiness import Readiness, check_readiness, count_by_status
from archive.monitoring.search_notes import MAX_DAYS, MAX_ROWS, empty_searches, slow_searches
from archive.monitoring.upkeep import Task, last_end
from archive.publishing.erasing import remove_samples
from archive.publishing.outbox import index_is_in_trouble
from archive.watching.offered import letters_are_sent

FAILED_SHOWN = 20
NOTES_SHOWN = 30
#: A backup that is older is told as something to do.
BACKUP_DAYS = 8
#: Letters in doubt that are named, and hours that a letter waits before that is told as something to do.
DOUBTS_SHOWN, LETTER_HOURS = 20, 3


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line of a table; if it is ``wrong``, ``remedy`` says what to do."""

    name: str
    value: str | int
    wrong: bool = False
    remedy: str = ""


def may_see_status(request: HttpRequest) -> bool:
    """Return whether the user may read or correct reports on the desk."""
    user = request.user
    return user.is_staff and (user.has_perm("archive.view_report") or user.has_perm("archive.change_report"))


def warn_of_index(request: HttpRequest) -> None:
    """Tell an editor if the change that this request made could not be written to the index."""
    if index_is_in_trouble():
        messages.warning(request, "索引现在写不进去：检索稍后才跟上这次改动。程序每分钟会再试，不必重做。")


def status_page(site: admin.AdminSite, request: HttpRequest) -> HttpResponse:
    """Render what /readyz, /metrics and the search notes know. A fixed number of queries."""
    if not may_see_status(request):
        raise PermissionDenied
    state = check_readiness()
    readable = state.database == "ok"
    upkeep = _upkeep()
    letters = _letters() if readable else []
    context = {
        **site.each_context(request),
        "title": "运行状况",
        "state": state,
        "is_fine": state.is_ready and not any(line.wrong for line in (*upkeep, *letters)),
        "upkeep": upkeep,
        "letters": letters,
        "doubtful_letters": Letter.objects.filter(state=Letter.State.DOUBT).order_by("-id")[:DOUBTS_SHOWN]
        if letters
        else [],
        "checks": _checks(state),
        "numbers": _numbers() if readable else [],
        "failed": _failed() if readable else [],
        "slow": slow_searches(NOTES_SHOWN),
        "empty": empty_searches(NOTES_SHOWN),
        "notes_kept": settings.SEARCH_NOTES,
        "slow_ms": settings.SLOW_SEARCH_MS,
        "kept_rows": MAX_ROWS,
        "kept_days": MAX_DAYS,
        "versions": _versions(),
        "samples": Report.objects.samples().count() if readable else 0,
        "may_erase": request.user.has_perm("archive.delete_report"),
        "now": timezone.localtime(),
    }
    return TemplateResponse(request, "admin/archive/status.html", context)


def remove_samples_view(site: admin.AdminSite):
    """Return the view of the button that removes the samples; administrators alone may press it."""

    def remove(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("archive.delete_report"):
            raise PermissionDenied
        count = remove_samples()
        messages.success(request, f"已移去示例报告 {count} 篇，以后启动也不再装入。")
        return HttpResponseRedirect(reverse(f"{site.name}:status"))

    return site.admin_view(require_POST(csrf_protect(remove)))


def status_view(site: admin.AdminSite):
    """Return the view of the page on ``site``, behind its login."""

    def status(request: HttpRequest) -> HttpResponse:
        return status_page(site, request)

    return site.admin_view(require_safe(status))


def _checks(state: Readiness) -> list[StatusLine]:
    free = state.disk_free_bytes
    schema = {"ok": "与程序相符", "older": "比程序旧", "newer": "比程序新"}.get(state.schema, "读不到")
    return [
        StatusLine("数据库", "正常" if state.database == "ok" else "没有应答", state.database != "ok", "请看日志。"),
        StatusLine("数据库结构", schema, state.schema == "older", "请运行 manage.py migrate。"),
        StatusLine(
            "索引",
            f"{state.documents:,} 篇，{filesizeformat(state.index_bytes or 0)}，第 {state.generation:,} 代"
            if state.documents is not None and state.generation is not None
            else "没有应答",
            state.index != "ok",
            _remedy_of_index(state.index),
        ),
        StatusLine(
            "待入索引",
            "读不到" if state.pending is None else _pending_words(state.pending, state.lag_seconds or 0),
            bool(state.pending) and (state.lag_seconds or 0) > 600,
            "若此刻没有大批入库，请运行 manage.py index apply。",
        ),
        StatusLine(
            "索引收不下的报告",
            "读不到" if state.parked is None else f"{state.parked:,} 篇" if state.parked else "没有",
            bool(state.parked),
            "试了三次都没有成功，原因见日志。检索找不到这些报告；改好后会再试，也可运行 manage.py index apply。",
        ),
        StatusLine("待读数字和段落", _unread_words(state.unread)),
        StatusLine(
            "可用空间",
            "读不到" if free is None else filesizeformat(free),
            state.disk != "ok",
            "请清出空间，或把 DATA_DIR 搬到更大的盘上。",
        ),
    ]


def _unread_words(unread: int | None) -> str:
    return "读不到" if unread is None else f"{unread:,} 处改动，在后台读" if unread else "没有"


def _remedy_of_index(state: str) -> str:
    if state == "read-only":
        return "索引写不进去：请查 DATA_DIR/index 的权限和磁盘，程序每分钟会再试。"
    if state == "degraded":
        return "检索集群少了一部分副本，检索照常、结果完整。请查各节点，缺的补上后会自动复原。"
    if settings.ENGINE != "whoosh":
        return "检索集群没有应答，或有一部分不可用。请查各节点和 OPENSEARCH_URLS；发布的改动都在等，复原后自动补上。"
    return "已损坏的索引会自动重建；过后若仍没有应答，请运行 manage.py index rebuild。"


def _upkeep() -> list[StatusLine]:
    return [
        _ended(
            "backup", "最近的备份", "manage.py backup", "请运行 manage.py backup，另存一份到别的机器上。", BACKUP_DAYS
        ),
        _ended("verify", "最近的备份核对", "manage.py backup --verify 文件名", "请看它说的缘由，并用别的备份核对。"),
        _ended("fsck", "最近的 fsck", "manage.py fsck", "请再运行 manage.py fsck，它逐处说明缘由和办法。"),
    ]


def _ended(task: Task, name: str, command: str, remedy: str, days: int | None = None) -> StatusLine:
    """Return when the task last ended, and how. One that never ran here asks for its command and is no fault."""
    ended = last_end(task)
    if ended is None:
        return StatusLine(name, f"还没有做过：{command}")
    hours = max((timezone.now() - ended.at).total_seconds(), 0.0) / 3600
    age = f"{hours / 24:.0f} 天前" if hours >= 48 else f"{hours:.0f} 小时前" if hours >= 1 else "刚才"
    is_old = days is not None and hours > days * 24
    return StatusLine(name, f"{age}，{ended.words}", is_old or not ended.is_good, remedy)


def _letters() -> list[StatusLine]:
    """Return the queue of letters and what became of them, no address among it; [] where none were ever asked for. Two queries."""
    counts = Letter.objects.order_by().aggregate(
        waiting=Count("pk", filter=Q(state=Letter.State.WAITING)),
        oldest=Min("made_at", filter=Q(state=Letter.State.WAITING)),
        reason=Max("reason", filter=Q(state=Letter.State.WAITING)),
        sent=Count("pk", filter=Q(state=Letter.State.SENT)),
        doubt=Count("pk", filter=Q(state=Letter.State.DOUBT)),
        failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
    )
    watches = Watch.objects.count()
    if not letters_are_sent() and not watches and not any(counts[name] for name in ("waiting", "doubt", "failed")):
        return []
    waited = (timezone.now() - counts["oldest"]).total_seconds() if counts["oldest"] else 0.0
    reason = f"，缘由 {counts['reason']}" if counts["reason"] else ""
    return [
        StatusLine("关注", f"{watches:,} 条" if letters_are_sent() else f"{watches:,} 条，本库现在不寄信"),
        StatusLine(
            "待寄的信",
            f"{counts['waiting']:,} 封，最早的等了 {waited / 3600:.0f} 小时{reason}" if counts["waiting"] else "没有",
            waited > LETTER_HOURS * 3600,
            "请看日志，查邮件服务器和 EMAIL_ 各项设置；程序会再试，也可运行 manage.py watch send。",
        ),
        StatusLine("近九十天寄出的信", f"{counts['sent']:,} 封"),
        StatusLine("没寄成的信", f"{counts['failed']:,} 封，邮件服务器不收" if counts["failed"] else "没有"),
        StatusLine(
            "存疑的信", f"{counts['doubt']:,} 封，不知寄到没有，算作已寄，不再寄" if counts["doubt"] else "没有"
        ),
    ]


def _pending_words(pending: int, lag: float) -> str:
    if not pending:
        return "没有"
    waited = f"{lag / 60:.0f} 分钟" if lag >= 120 else f"{lag:.0f} 秒"
    return f"{pending:,} 项，最早的等了 {waited}"


def _numbers() -> list[StatusLine]:
    numbers = count_by_status()
    reports = [StatusLine(f"报告：{Report.Status(name).label}", count) for name, count in numbers.reports.items()]
    uploads = [
        StatusLine(f"入库文件：{ImportFile.Status(name).label}", count) for name, count in numbers.uploads.items()
    ]
    return [*reports, StatusLine("原件", Original.objects.count()), *uploads]


def _failed() -> list[ImportFile]:
    """Return the newest files that failed."""
    files = ImportFile.objects.filter(status=ImportFile.Status.FAILED).select_related("batch")
    return list(files.defer("given").order_by("-id")[:FAILED_SHOWN])


def _versions() -> list[StatusLine]:
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    try:
        number = ".".join(map(str, connection.get_database_version()))
    except DatabaseError:  # the page must answer when the database does not
        number = "读不到"
    return [
        StatusLine("基层文库", settings.VERSION),
        StatusLine("Python", platform.python_version()),
        StatusLine("Django", django.get_version()),
        StatusLine("gunicorn", version("gunicorn")),
        StatusLine(vendor, number),
    ]
