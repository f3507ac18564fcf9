"""docs/trouble.md: the sentences that it explains are the program's, every fault of the program is there, every command exists."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import get_args

import pytest
from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import DatabaseError, OperationalError

from archive.admin.status import _checks
from archive.backups.fsck import Kind
from archive.monitoring.readiness import FAILED, OK, READ_ONLY, Readiness
from archive.storage.faults import sentence_of
from tests.docs.conftest import ROOT, inline_code, text_of
from tests.docs.test_documents import settings_of_the_program

TEXT = text_of("docs/trouble.md")
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| 看")
]
FAULTS = [row for row in ROWS if len(row) == 3]
COMMANDS = sorted({row[2].strip("`").replace("\\|", "|") for row in FAULTS} | {code for code in inline_code(TEXT) if code.startswith("manage.py ")})  # fmt: skip
#: Programs of the machine, not of the archive.
OTHERS = {"adduser", "chmod", "chown", "curl", "df", "du", "git", "grep", "install", "journalctl", "ln", "ls", "ps", "rm", "ss", "systemctl", "tar", "timedatectl", "/usr/bin/python3"}  # fmt: skip


@cache
def sources() -> str:
    """Return all that the program may say."""
    kinds = {"archive": "*.py", "config": "*.py", "search": "*.py", "templates": "*.html", "deploy": "*"}
    paths = [path for folder, kind in kinds.items() for path in sorted((ROOT / folder).rglob(kind)) if path.is_file()]
    return "\n".join(path.read_text("utf-8") for path in paths if "__pycache__" not in path.parts)


def parsed(words: list[str]) -> object:
    """Parse ``manage.py`` words by the command's own parser; raises CommandError for what it does not know."""
    command = load_command_class(get_commands()[words[0]], words[0])
    assert isinstance(command, BaseCommand)
    return command.create_parser("manage.py", words[0]).parse_args(words[1:])


def test_every_row_tells_symptom_meaning_and_one_command():
    assert len(FAULTS) > 70
    assert [row for row in FAULTS if not all(row)] == []
    assert [row for row in FAULTS if not re.fullmatch(r"`[^`]+`", row[2])] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_there(command):
    words = shlex.split(command.partition("|")[0].replace("批次号", "1"))
    while re.match(r"[A-Z_]+=", words[0]):
        assert words.pop(0).partition("=")[0] in settings_of_the_program()
    if words[0] == "manage.py":
        parsed(words[1:])
    elif words[0] == "make":
        assert f"\n{words[1]}:" in text_of("Makefile")
    else:
        assert words[0] in OTHERS
    units = {word for word in words if word.startswith("jiceng") and words[0] in ("systemctl", "journalctl")}
    assert [unit for unit in units if not any((ROOT / "deploy" / f"{unit}{end}").exists() for end in ("", ".service"))] == []  # fmt: skip


def test_a_command_that_is_not_there_is_noticed():
    with pytest.raises(CommandError):
        parsed(["index", "mend"])
    with pytest.raises(CommandError):
        parsed(["fsck", "--all"])


def test_the_sentences_that_the_page_explains_are_those_of_the_program():
    quoted = [words for row in FAULTS for words in re.findall(r"“([^”]+)”", row[0])]
    assert len(quoted) > 25
    pieces = [piece for words in quoted for piece in words.split("……")]
    assert [piece for piece in pieces if piece not in sources()] == []


def test_every_kind_of_fault_that_fsck_names_has_a_row():
    named = {code for row in FAULTS for code in inline_code(row[0])}
    assert set(get_args(Kind)) <= named
    assert {"damaged", "unchecked", "missing", "stale", "extra"} <= named  # of ``index check``


def test_every_reason_of_readiness_and_every_line_of_the_status_page_has_a_row():
    symptoms = "\n".join(row[0] for row in FAULTS)
    worst = Readiness(FAILED, FAILED, "older", "low", is_stuck=True)
    reasons = {*worst.reasons, *Readiness(OK, READ_ONLY).reasons}
    assert len(reasons) > 5
    assert [reason for reason in reasons if reason not in symptoms] == []
    assert [line.name for line in _checks(worst) if line.name not in symptoms] == []


@pytest.mark.parametrize("status", [400, 403, 408, 413, 429, 431, 500, 503, 507])
def test_every_status_that_tells_of_a_fault_has_a_row(status):
    assert any(row[0].startswith(str(status)) for row in FAULTS)


@pytest.mark.parametrize(
    "words", ["malformed", "no such table", "unable to open database file", "database is locked", "connection refused"]
)
def test_every_fault_of_the_database_has_a_row(words):
    sentence = sentence_of((OperationalError if "connect" in words else DatabaseError)(words))
    symptoms = [piece for row in FAULTS for piece in re.findall(r"“([^”]+)”", row[0])]
    assert any(sentence.startswith(piece) for piece in symptoms)


def test_the_page_is_found_from_operations_and_both_readmes():
    for name in ("docs/operations.md", "README.md", "README.zh-CN.md"):
        assert "trouble.md" in text_of(name)
