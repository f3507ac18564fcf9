"""Which fault of disk, database or store of originals stopped a step? Its Chinese sentence names the remedy."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, OperationalError

from archive.storage.originals.border import StoreUnavailable
from search.sentences import Sentence, say

DISK_FULL = say("服务器磁盘已满，这一步没有做成，已有的内容没有受影响。请管理员腾出空间，再做一次。")
NOT_WRITABLE = say(
    "服务器的数据文件夹现在写不进去，这一步没有做成，已有的内容没有受影响。请管理员查看磁盘和权限，再做一次。"
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
#: Words of SQLite's and PostgreSQL's messages.
_DAMAGED_WORDS = ("malformed", "not a database", "could not decode", "invalid page", "corrupt")
_FULL_WORDS = ("disk is full", "no space left", "could not extend file", "disk full")
_NO_TABLE_WORDS = ("no such table", "no such column", "does not exist")
#: Functions of django/db/models/sql/compiler.py that turn what a row holds into values.
_READING_VALUES = ("apply_converters", "cursor_iter")
_READ_ONLY_WORDS = ("readonly", "read-only", "unable to open", "permission denied")
_RESTORE = say("请停下服务，用最近的备份恢复到一个新的 DATA_DIR：manage.py restore 备份文件；坏了的文件先留着。")

#: What the system says of a file, a disk or a port, in the words of the commands; the rest keeps the system's own.
_CAUSES = {
    errno.ENOENT: say("没有这个文件或文件夹"),
    errno.EACCES: say("没有权限"),
    errno.EPERM: say("不许这样做"),
    errno.EROFS: say("磁盘是只读的"),
    errno.ENOSPC: say("磁盘满了"),
    errno.EDQUOT: say("超过了磁盘配额"),
    errno.EISDIR: say("是文件夹，不是文件"),
    errno.ENOTDIR: say("不是文件夹"),
    errno.EIO: say("磁盘读写出错"),
    errno.ENAMETOOLONG: say("文件名太长"),
    errno.EBUSY: say("正被别的程序占用"),
    errno.ELOOP: say("链接绕成了圈"),
    errno.EMFILE: say("打开的文件太多"),
    errno.ENFILE: say("打开的文件太多"),
    errno.ENOTEMPTY: say("文件夹不是空的"),
    errno.ECONNREFUSED: say("那一头没有程序应答"),
    errno.ECONNRESET: say("连接断了"),
    errno.ETIMEDOUT: say("等了很久，没有应答"),
    errno.EHOSTUNREACH: say("网络到不了那里"),
    errno.ENETUNREACH: say("网络到不了那里"),
    errno.EADDRINUSE: say("地址已有程序在用"),
    errno.EADDRNOTAVAIL: say("本机没有这个地址"),
}


def cause_of(error: OSError) -> str:
    """Return what the system says of the error."""
    return _CAUSES.get(error.errno or 0) or error.strerror or str(error)


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether a full disk caused the error."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return isinstance(error, DatabaseError) and _says(error, _FULL_WORDS)


def is_not_writable(error: BaseException | None) -> bool:
    """Return whether the error says that disk or database takes no writes."""
    if isinstance(error, OSError):
        return error.errno in _REFUSED
    return isinstance(error, DatabaseError) and _says(error, _READ_ONLY_WORDS)


def writing_fault(error: BaseException | None) -> str:
    """Return the sentence for a disk that is full or takes no writes; "" for any other error."""
    if is_disk_full(error):
        return DISK_FULL
    return NOT_WRITABLE if is_not_writable(error) else ""


def is_database_away(error: BaseException | None) -> bool:
    """Return whether the error says that the database is gone, damaged or does not answer, or holds a value that is none."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if isinstance(error, DatabaseError):
        return _says(error, (*_DAMAGED_WORDS, *_NO_TABLE_WORDS))
    return isinstance(error, ValueError | TypeError) and _is_of_a_value(error)


def _is_of_a_value(error: BaseException) -> bool:
    """Return whether the error arose where values of a row are read: no date, or no JSON, stands where one should."""
    step = error.__traceback__
    while step:
        code, module = step.tb_frame.f_code, step.tb_frame.f_globals.get("__name__")
        if module == "django.db.models.sql.compiler" and code.co_name in _READING_VALUES:
            return True
        step = step.tb_next
    return False


def sentence_of(error: BaseException) -> str:
    """Return what a fault of disk, database or store of originals means and what to do; "" for any other error."""
    if isinstance(error, StoreUnavailable):
        return error.args[0] if error.args else str(error)
    if is_disk_full(error):
        return DISK_FULL
    if isinstance(error, DatabaseError):
        return _of_database(error)
    if isinstance(error, OSError):
        where = say("{0}：", error.filename) if error.filename else ""
        if error.errno in _REFUSED:
            return say("{0}没有权限读写，或磁盘是只读的。请核对文件的属主和权限，再运行一次。", where)
        return say("{0}{1}。请核对磁盘和文件，再运行一次；manage.py fsck 会列出坏了的。", where, cause_of(error))
    if isinstance(error, UnicodeDecodeError):
        return say("有一个文件不是文字，也许坏了。请运行 manage.py fsck 查看。")
    return ""


def _of_database(error: DatabaseError) -> Sentence:
    if _says(error, _DAMAGED_WORDS):
        return say("数据库坏了（{0}）。{1}", str(error), _RESTORE)
    if _says(error, _NO_TABLE_WORDS):
        return say(
            "数据库是空的，或是旧版的（{0}）。旧版的请运行 manage.py prepare 升级；"
            "若馆藏原来有内容，是数据库文件丢了。{1}",
            str(error),
            _RESTORE,
        )
    if _says(error, _READ_ONLY_WORDS):
        return say("数据库打不开或写不进（{0}）。请核对 db.sqlite3 和 DATA_DIR 的属主和权限，再运行一次。", str(error))
    if _says(error, ("locked", "busy")):
        return say("数据库正被别的进程占用（{0}）。请稍后再运行一次。", str(error))
    return say(
        "数据库出错（{0}）。请运行 manage.py fsck 核对；连不上的，请查看 DATABASE_URL 和数据库服务。", str(error)
    )


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    message = str(error).lower()
    return any(each in message for each in words)
