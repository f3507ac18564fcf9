"""Which folder holds the archive, and does it hold one? Known without Django, before any command makes a file."""

from __future__ import annotations

import os
from pathlib import Path

from archive.management.spoken import spoken

#: A file beside manage.py whose first line is the path of DATA_DIR, for whoever does not want to repeat the variable.
NAMED = ".jiceng-data"
#: Commands that need no archive: they make one, or look at the program alone.
WITHOUT_ARCHIVE = frozenset(
    {
        "prepare", "serve", "restore", "import_dump", "migrate",
        "", "help", "--help", "-h", "version", "--version", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic",
        "makemessages", "makemigrations", "showmigrations", "sqlmigrate", "startapp", "test", "testserver",
    }
)  # fmt: skip
#: What a DATA_DIR holds after its first start; where all of them are gone there is no archive to speak of.
_TRACES = ("db.sqlite3", "originals", "index", "machine-id")


def data_dir(base: Path) -> Path:
    """Return DATA_DIR of the environment, else the folder that ``base/.jiceng-data`` names, else ``base/var``.

    A path that is not absolute is meant from ``base``. Raises ValueError for a file that names no folder.
    """
    named = os.environ.get("DATA_DIR", "")
    if not named and (base / NAMED).is_file():
        lines = (base / NAMED).read_text("utf-8", "replace").splitlines()
        named = lines[0].strip() if lines else ""
        if not named or "\0" in named:
            raise ValueError(
                spoken(
                    f"{base / NAMED} 的第一行应当是文库数据文件夹的路径，例如 /srv/jiceng；改好或删去这个文件后再试。",
                    f"The first line of {base / NAMED} should be the path of the archive's folder, such as /srv/jiceng. "
                    "Correct it or delete the file, then try again.",
                )
            )
    return base / (named or "var")


def holds_archive(folder: Path) -> bool:
    """Return whether ``folder`` holds an archive, sound or damaged."""
    return any((folder / name).exists() for name in _TRACES)


def why_no_archive(folder: Path, words: list[str]) -> str:
    """Return the sentence for a command of manage.py that found no archive in ``folder``; "" where it may go on."""
    command = words[0] if words else ""
    if command in WITHOUT_ARCHIVE or {"--help", "-h", "--version"} & set(words) or holds_archive(folder):
        return ""
    example = f"DATA_DIR=/srv/jiceng .venv/bin/python manage.py {command} …"
    return spoken(
        f"DATA_DIR {folder} 里没有文库，这一步没有做，也没有新建任何文件。文库若在别处，请写明：{example}，"
        f"或把它的路径写进 {NAMED}（manage.py 旁边，只写一行）。若要新建文库，请运行 make run。",
        f"DATA_DIR {folder} holds no archive: nothing was done, and no file was made. If the archive is elsewhere, name it: "
        f"{example}, or write its path into {NAMED} (one line, beside manage.py). To make a new archive, run make run.",
    )
