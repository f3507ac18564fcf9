"""Help, usage and refusals of every command are in one language, argparse's words among them; and so is manage.py itself."""

from __future__ import annotations

import ast
import gettext
import inspect
import io
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from unittest import mock

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as project
from django.core.checks import Error
from django.core.management import CommandError, load_command_class
from django.db import connections
from django.utils.translation import get_language, override

from archive.intake.rereading import READ_AGAIN
from archive.management.spoken import spoken_by_argparse
from archive.management.terminal import Terminal
from tests.commands.test_one_language import ENGLISH, HAN, NAMES
from tests.conftest import PROJECT

CATALOG = PROJECT / "locale" / "zh_Hans" / "LC_MESSAGES" / "argparse.po"
#: Words of argparse and Django that are English even alone, as no Chinese run may print them.
_ENGLISH_WORDS = re.compile(r"\b(?:usage|options|arguments?|error|Error|CommandError|required|invalid|choose|show)\b")
#: What both languages have: the usage, options, commands to type, places, and names of settings.
_CODE = re.compile(
    r"'[^'\n]*'|\[[^\]\n]*\]|\{[^}\n]*\}|--?[\w-]+|manage\.py \w+(?: (?:rebuild|apply|check|status|remove)\b)?|/\S+|[A-Z_]{3,}(?:=\S+)?|\w+\.(?:csv|tar)"
)


@pytest.fixture(autouse=True)
def no_lasting_change(monkeypatch):
    """``run_from_argv`` ends with the connections closed, which a test shares; the terminal has columns to spare."""
    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setenv("COLUMNS", "500")
    monkeypatch.delenv("LANGUAGE", raising=False)


def foreign(language: str, printed: str, *quoted: str) -> list[str]:
    """Return the words of the other language, but for what both have and what is quoted of the command line."""
    for words in (" ".join(READ_AGAIN), *quoted):
        printed = printed.replace(words, "…")
    printed = _CODE.sub("…", printed)
    return HAN.findall(printed) if language == "en" else [*ENGLISH.findall(printed), *_ENGLISH_WORDS.findall(printed)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_help_of_a_command_is_in_one_language(name, language, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["manage.py", "help", name, "--lang", language])
    load_command_class("archive", name).print_help("manage.py", name)
    printed = capsys.readouterr().out
    assert ("用法：" if language == "zh" else "usage: ") in printed
    assert "--settings" in printed
    assert "--verbosity" not in printed
    assert foreign(language, printed) == [], printed


#: Command lines that are refused before or while the command begins.
REFUSED = [
    ("index",), ("index", "chek"), ("near",), ("samples",), ("samples", "remove", "x"),
    ("erase",), ("erase", "1"), ("erase", "x", "--reason", "y"), ("erase", "1", "--reason"), ("erase", "99999", "--reason", "y"),
    ("reread", "x"), ("reread", "--only"), ("reread", "--only", "foo"), ("reread", "99999"), ("run_batch",), ("run_batch", "1", "2"),
    ("run_batch", "1.5"), ("run_batch", "99999"), ("import_reports",), ("import_reports", "/nowhere"), ("backup", "a", "b"), ("backup", "--verify"),
    ("fsck", "--nosuch"), ("fsck", "--fix=1"), ("fsck", "--s"), ("fsck", "--lang"), ("fsck", "--lang", "fr"), ("fsck", "--no-color", "--force-color"),
    ("restore",), ("restore", "/nowhere.tar"), ("check_originals", "--from"), ("prepare", "x"), ("serve", "x"), ("load_regions", "x"),
    ("dump", "a", "b"), ("dump", "--keep", "x"), ("dump", "--keep", "-1"), ("import_dump",), ("import_dump", "/nowhere"), ("mcp", "x"), ("mcp", "--http"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refused_command_line_is_told_in_one_language_and_names_what_is_wrong(words, language, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C")
    monkeypatch.setattr("os.nice", lambda more: 0)
    with pytest.raises(SystemExit) as ended:
        load_command_class("archive", words[0]).run_from_argv(["manage.py", *words])
    assert ended.value.code
    out, err = capsys.readouterr()
    told = out + err.replace(f"DATA_DIR: {project.DATA_DIR}\n", "")
    assert told.strip()
    assert foreign(language, told) == [], told


def test_nothing_of_argparse_s_language_is_left_behind(monkeypatch):
    before = gettext.textdomain(), get_language()
    for named in ("de", None):
        monkeypatch.setenv("LANGUAGE", named) if named else monkeypatch.delenv("LANGUAGE")
        with spoken_by_argparse("zh-hans"):
            assert ArgumentParser().format_usage().startswith("用法：")
        assert ArgumentParser().format_usage().startswith("usage: ")
        assert os.environ.get("LANGUAGE") == named
    with spoken_by_argparse("en"):
        assert ArgumentParser().format_usage().startswith("usage: ")
    assert (gettext.textdomain(), get_language()) == before


def words_of_argparse() -> Iterator[str]:
    """The messages that argparse looks up, but those of errors that only a programmer sees: raised, and no ArgumentError."""
    tree = ast.parse(inspect.getsource(sys.modules[ArgumentParser.__module__]))
    for call in ast.walk(tree):
        is_asked = isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "ngettext")
        if is_asked and isinstance(call.args[0], ast.Constant):
            yield call.args[0].value


#: Of a parser that is made wrongly, and of what no command of the archive has.
_OF_PROGRAMMERS = re.compile(
    r"\.__call__\(\)|conflict|cannot |invalid option string|dest= is required|'required' is an invalid|mutually exclusive|not callable|"
    r"argument \"-\"|invalid conflict_resolution|unable to|not a|invalid `"
)


def test_every_word_of_argparse_that_a_reader_can_see_has_its_chinese():
    with CATALOG.open("rb") as file:
        catalog = read_po(file, "zh_Hans")
    known = {each.id if isinstance(each.id, str) else each.id[0] for each in catalog if each.id and each.string}
    assert {words for words in words_of_argparse() if not _OF_PROGRAMMERS.search(words)} - known == set()
    slots = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
    for each in catalog:
        ids, strings = [(one,) if isinstance(one, str) else one for one in (each.id, each.string)]
        for chinese in strings if each.id else ():
            assert set(slots.findall(chinese)) <= set(slots.findall(ids[-1]))


def terminal(monkeypatch, *words: str) -> Terminal:
    monkeypatch.setattr("sys.argv", ["manage.py", *words])
    return Terminal(["manage.py", *words])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_commands_says_what_each_is_for_in_one_language(language, monkeypatch):
    listed = terminal(monkeypatch, "help", "--lang", language).main_help_text()
    assert [name for name in NAMES if not re.search(rf"^  {name} +\S", listed, re.MULTILINE)] == []
    assert "changepassword" in listed
    own = listed.partition("Django")[0]
    assert foreign(language, own) == [] if language == "en" else HAN.search(own)
    assert terminal(monkeypatch, "help").main_help_text(commands_only=True).split() != []


@pytest.mark.parametrize(("language", "words"), [("zh", "没有“bakcup”这个命令。是不是 backup？"), ("en", "no command “bakcup”. Did you mean backup?")])  # fmt: skip
def test_an_unknown_command_is_told_with_the_one_that_was_meant(language, words, monkeypatch):
    with pytest.raises(SystemExit) as ended:
        terminal(monkeypatch, "bakcup", "--lang", language).fetch_command("bakcup")
    assert words in ended.value.code
    assert foreign(language, ended.value.code, "bakcup") == []


def test_the_option_may_stand_before_the_command_and_is_taken_from_what_knows_it_not(monkeypatch, capsys):
    assert terminal(monkeypatch, "--lang", "en", "index", "check").argv == [
        "manage.py",
        "index",
        "--lang",
        "en",
        "check",
    ]
    assert terminal(monkeypatch, "help", "--lang", "en").argv == ["manage.py", "help"]
    assert terminal(monkeypatch, "--lang=zh").argv == ["manage.py"]
    assert terminal(monkeypatch, "fsck", "--lang", "fr").argv == ["manage.py", "fsck", "--lang", "fr"]
    with override(get_language()):
        asked = terminal(monkeypatch, "changepassword", "admin", "--lang", "en")
        asked.fetch_command("changepassword")
        assert get_language() == "en"
    assert asked.argv == ["manage.py", "changepassword", "admin"]
    assert capsys.readouterr().err == f"DATA_DIR: {project.DATA_DIR}\n"


def test_the_settings_are_not_read_before_the_option_that_names_them():
    module = ast.parse(inspect.getsource(inspect.getmodule(Terminal)))
    imported = [each.module for each in module.body if isinstance(each, ast.ImportFrom)]
    assert [name for name in imported if name.startswith("archive")] == ["archive.management.spoken"]


def test_the_version_is_that_of_the_archive(monkeypatch, capsys):
    terminal(monkeypatch, "--version").execute()
    with pytest.raises(SystemExit):
        load_command_class("archive", "fsck").run_from_argv(["manage.py", "fsck", "--version"])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"jiceng {project.VERSION}, Django ")
    assert second == project.VERSION


@pytest.mark.parametrize("language", ["zh", "en"])
def test_django_s_flags_may_stand_behind_a_verb(monkeypatch, language, capsys):
    command = load_command_class("archive", "near")
    monkeypatch.setattr(command, "handle", mock.Mock(side_effect=CommandError("甲")))
    with pytest.raises(CommandError, match="甲"):
        command.run_from_argv(
            ["manage.py", "near", "rebuild", "--traceback", "--all", "--no-color", "--skip-checks", "--lang", language]
        )
    assert command.handle.call_args.kwargs["all"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_found_by_a_system_check_is_told_without_django_s_words(language, monkeypatch, settings, tmp_path):
    settings.REGIONS_FILE = tmp_path / "gone.csv"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C")
    with pytest.raises(CommandError) as told:
        load_command_class("archive", "fsck").check()
    assert "git checkout" in str(told.value)
    assert foreign(language, str(told.value), "git checkout -- fixtures") == []
    monkeypatch.setattr("archive.management.sentences.run_checks", lambda tags: [Error("甲", id="archive.E001")])
    settings.SILENCED_SYSTEM_CHECKS = ["archive.E001"]
    load_command_class("archive", "fsck").check()


@pytest.mark.django_db
def test_a_command_that_fails_ends_in_its_sentence_and_with_traceback_in_the_error(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    command = load_command_class("archive", "run_batch")
    command.stderr._out = told = io.StringIO()
    monkeypatch.setattr("os.nice", lambda more: 0)
    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", "run_batch", "99999"])
    assert told.getvalue().splitlines()[1:] == ["Error: There is no batch 99999. Check the number."]
    with pytest.raises(CommandError, match="There is no batch 99999"):
        command.run_from_argv(["manage.py", "run_batch", "99999", "--traceback"])


@pytest.mark.parametrize(
    ("fault", "code", "told"), [(KeyboardInterrupt, 130, "Stopped.\n"), (BrokenPipeError(32, "Broken pipe"), 141, "")]
)
def test_a_command_that_is_stopped_or_no_longer_read_ends_without_a_traceback(fault, code, told, monkeypatch, capsys):
    monkeypatch.setenv("LC_ALL", "C")
    command = load_command_class("archive", "near")
    monkeypatch.setattr(command, "handle", mock.Mock(side_effect=fault))
    with pytest.raises(SystemExit) as ended:
        command.run_from_argv(["manage.py", "near", "rebuild", "--skip-checks"])
    assert ended.value.code == code
    assert capsys.readouterr().err == f"DATA_DIR: {project.DATA_DIR}\n{told}"
    command.is_from_terminal = False
    with pytest.raises(KeyboardInterrupt if code == 130 else BrokenPipeError):
        command.execute(no_color=False, force_color=False, skip_checks=True)
