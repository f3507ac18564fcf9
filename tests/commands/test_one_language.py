"""Commands speak one language: that of --lang, else of the terminal. What they store is Chinese in both."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connections
from django.utils.translation import get_language, override

from archive.intake.drafts import NO_ARTICLE
from archive.intake.packages.rows import PASSED_OVER
from archive.intake.parsing import TIMED_OUT
from archive.intake.rereading import READ_AGAIN
from archive.management.commands.import_reports import remark_in_words
from archive.management.sentences import ArchiveCommand
from archive.management.spoken import language_of, spoken, spoken_sentence, without_option
from archive.models import ImportBatch, ImportFile, Original, Report
from archive.text.formats.extracted import BROKEN, LOCKED, MISREAD
from archive.text.formats.worker import TOO_MUCH_MEMORY
from config.data_dir import why_no_archive
from config.environment import env_bool, env_choice, env_int, env_origin
from search.documents import IndexDamaged
from search.engine import get_engine
from search.engines.whoosh.disk.storage import damage_sentence
from search.sentences import say

HAN = re.compile(r"[\u3001-\u3002\u3400-\u9fff\uff08-\uff1b]+")
#: Three English words in a row, as no name, code or number of a line of the archive has them.
ENGLISH = re.compile(r"[A-Za-z']{2,}(?:,? [A-Za-z']{2,}){2,}")
#: What stands in both languages: commands to type, options, places, names of columns.
_QUOTED = re.compile(
    r"manage\.py \w+(?: (?:rebuild|remove|check|apply|status))?|--[\w-]+|make run|chmod \S+|chown \S+|usage:.*?\n\n|/\S+|\b[\w.-]+\.(?:txt|tar)\b",
    re.DOTALL,
)
NAMES = sorted(name for name, app in get_commands().items() if app == "archive")
TITLE, TEXT = "通渭县整顿软弱涣散村党组织", "通渭县整顿软弱涣散村党组织。全县排查出软弱涣散村三十个，逐村销号。"


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """``run_batch`` would leave this process behind all others."""
    monkeypatch.setattr("os.nice", lambda more: 0)


def run(language: str, name: str, *words: str) -> str:
    """Return all that a command prints, and the sentence that it ends with."""
    out = io.StringIO()
    command = load_command_class("archive", name)
    assert isinstance(command, ArchiveCommand)
    with override("en" if language == "en" else "zh-hans"):
        parser = command.create_parser("manage.py", name)
        options = vars(parser.parse_args(list(words)))
        command.stdout._out = command.stderr._out = out
        try:
            command.execute(**{"args": (), **options, "stdout": out, "stderr": out, "skip_checks": True})
        except CommandError as error:
            out.write(str(error))
        except SystemExit:
            pass
    return out.getvalue()


def foreign(language: str, printed: str, *data: str) -> list[str]:
    """Return the words of the other language, but for ``data`` and what is quoted."""
    for words in sorted(data, key=len, reverse=True):
        printed = printed.replace(words, "…")
    printed = _QUOTED.sub("…", printed)
    return (HAN if language == "en" else ENGLISH).findall(printed)


@pytest.fixture
def archive(make_report, tmp_path, settings) -> Path:
    """A small archive with something for each command to say; the folder holds two files to import."""
    for name in ("a", "b"):
        make_report(title=TITLE, text=f"{TEXT}{name}", filename=f"{name}.txt")
    ImportBatch.objects.create(label="x")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "c.txt").write_text(f"{TITLE}\n\n{TEXT}", "utf-8")
    for name, content in OTHERS.items():
        (folder / name).write_bytes(content)
    return folder


#: Files of a folder that are refused, passed over, or told of in a note.
OTHERS = {
    "empty.txt": b"", "table.xlsx": b"PK\x03\x04", "a.rar": b"Rar!\x1a\x07\x00", "b.doc": b"\xd0\xcf\x11\xe0",
    "style.css": b"p { color: red }", "cards.csv": "文件名,题名\nnone.txt,甲\n".encode(),
}  # fmt: skip


#: Each command on its main paths. NUMBER, FOLDER, TAR stand for what the archive gives.
RUNS = [
    ("backup", "TAR"), ("backup", "--verify"), ("backup", "--quick"), ("backup", "--verify", "--quick", "TAR"), ("backup", "/"),
    ("restore", "TAR"), ("restore", "/nowhere.tar"), ("fsck",), ("fsck", "--fix"), ("check_originals",),
    ("check_originals", "--from", "/nowhere.tar"), ("index", "status"), ("index", "check"), ("index", "check", "--fix"),
    ("index", "apply"), ("index", "rebuild"), ("near", "rebuild"), ("run_batch", "99999"), ("samples", "remove"),
    ("import_reports", "FOLDER"), ("import_reports", "FOLDER", "--publish"), ("import_reports", "/nowhere"),
    ("reread",), ("reread", "--preview"), ("reread", "99999"), ("erase", "99999", "--reason", "x"), ("erase", "NUMBER", "--reason", "x"),
    ("dump", "OUT", "--originals"), ("dump", "/proc/nowhere"), ("import_dump", "OUT"), ("import_dump", "FOLDER"), ("load_regions",),
]  # fmt: skip
#: Those that find what is damaged.
DAMAGED = [("backup", "TAR"), ("dump", "OUT", "--originals"), ("fsck",), ("fsck", "--fix"), ("check_originals",), ("index", "check"), ("index", "check", "--fix")]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_command_says_nothing_in_the_other_language(archive, regions, tmp_path, capsys, language):
    number = str(Report.objects.order_by("pk").values_list("pk", flat=True)[0])
    meant = {"NUMBER": number, "FOLDER": str(archive), "TAR": str(tmp_path / "x.tar"), "OUT": str(tmp_path / "out")}
    run(language, "backup", str(tmp_path / "x.tar"))
    for damaged in (False, True):
        if damaged:
            first, second = Original.objects.order_by("pk")[:2]
            first.path.unlink()
            (second.path.parent / "stray").write_bytes(b"half")
            Report.objects.filter(pk=number).update(title="另一个题名")
        for name, *words in DAMAGED if damaged else RUNS:
            printed = run(language, name, *(meant.get(word, word) for word in words))
            printed += "".join(capsys.readouterr())
            wrong = foreign(language, printed, TITLE, "另一个题名", *TITLE)
            assert (name, words, wrong) == (name, words, []), printed


@pytest.mark.django_db(transaction=True)
def test_the_first_start_speaks_english_where_the_terminal_does(monkeypatch, settings, tmp_path, make_report):
    settings.LOAD_SAMPLES, settings.STATIC_ROOT = False, tmp_path / "static"
    settings.INDEX_DIR = tmp_path / "another-index"
    monkeypatch.setenv("ADMIN_PASSWORD", "short")
    make_report(title=TITLE, text=TEXT)
    get_engine.cache_clear()
    printed = run("en", "prepare")
    assert "admin login: admin / the password in ADMIN_PASSWORD" in printed
    assert "regions: " in printed
    assert foreign("en", printed) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_is_in_one_language(name, language):
    with override("en" if language == "en" else "zh-hans"):
        command = load_command_class("archive", name)
        printed = command.create_parser("manage.py", name).format_help()
    assert "--lang" in printed
    assert command.help  # of the class, in Chinese
    assert foreign(language, " ".join(printed.split()), " ".join(READ_AGAIN)) == []


@pytest.mark.django_db
def test_what_a_command_stores_is_chinese_whatever_it_speaks(archive, regions, settings):
    run("en", "import_reports", str(archive))
    kept = ImportFile.objects.filter(status="failed").values_list("error", flat=True)
    assert len(kept) > 2
    assert all(HAN.search(sentence) for sentence in kept)
    assert HAN.search(ImportBatch.objects.latest("pk").note)
    run("en", "fsck")
    noted = (Path(settings.DATA_DIR) / "upkeep" / "fsck.json").read_text("utf-8")
    assert HAN.search(noted)


@pytest.mark.parametrize("sentence", [BROKEN, LOCKED, MISREAD, TOO_MUCH_MEMORY, NO_ARTICLE, PASSED_OVER, TIMED_OUT])
def test_what_a_parser_says_as_text_is_known_as_a_whole(sentence):
    assert remark_in_words(str(sentence)) == sentence
    with override("en"):
        assert foreign("en", remark_in_words(str(sentence))) == []


@pytest.mark.parametrize(
    ("words", "variables", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ([], {"LANG": "zh_TW"}, "zh-hans"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ([], {"LANG": "C", "LC_MESSAGES": "zh_CN", "LC_ALL": ""}, "zh-hans"),
        ([], {"LANG": "zh_CN", "LC_ALL": "POSIX"}, "en"),
        (["--lang", "zh"], {"LC_ALL": "en_GB.UTF-8"}, "zh-hans"),
        (["fsck", "--fix", "--lang=en"], {"LANG": "zh_CN"}, "en"),
        (["shell", "--", "--lang", "en"], {"LANG": "zh_CN"}, "zh-hans"),
        (["--lang", "fr"], {"LANG": "zh_CN"}, "zh-hans"),
    ],
)
def test_the_option_goes_before_the_environment_and_that_in_the_order_of_posix(words, variables, language):
    assert language_of(words, variables) == language


def test_the_option_may_stand_anywhere_and_a_wrong_one_is_left_to_the_parser():
    assert without_option(["index", "check", "--lang", "zh", "--fix"]) == ["index", "check", "--fix"]
    assert without_option(["index", "--lang=en", "status"]) == ["index", "status"]
    assert without_option(["fsck", "--lang", "fr"]) == ["fsck", "--lang", "fr"]


@pytest.mark.django_db
def test_from_the_terminal_a_command_speaks_the_language_of_the_option(archive, monkeypatch, capsys):
    monkeypatch.setattr(connections, "close_all", lambda: None)
    before = get_language()
    for language, words in (("zh", "数据库与索引一致。"), ("en", "Database and index agree.")):
        load_command_class("archive", "index").run_from_argv(["manage.py", "index", "check", "--lang", language])
        assert capsys.readouterr().out == f"{words}\n"
    assert get_language() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh", "没有第 99 号批次"), ("en", "There is no batch 99")])
def test_called_by_a_program_it_takes_the_option_too_and_ends_in_that_language(language, words):
    with pytest.raises(CommandError, match=words):
        call_command("run_batch", "99", lang=language)
    with pytest.raises(CommandError, match="已损坏" if language == "zh" else "damaged"):
        ArchiveCommand.execute(_Failing(), lang=language, force_color=False, no_color=False, skip_checks=True)


class _Failing(ArchiveCommand):
    def handle(self, *args, **options):
        raise IndexDamaged(damage_sentence("CURRENT"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_said_before_django_is_there_is_in_one_language_too(monkeypatch, tmp_path, language):
    monkeypatch.setenv("LC_MESSAGES", "zh_CN.UTF-8" if language == "zh" else "en_GB.UTF-8")
    monkeypatch.setattr("sys.argv", ["manage.py", "fsck"])
    monkeypatch.setenv("WRONG", "x")
    said = [why_no_archive(tmp_path / "var", ["fsck"]), spoken("中文", "English"), spoken_sentence(say("没有权限"))]
    for read in (env_bool, lambda name: env_int(name, 1), lambda name: env_choice(name, ("a", "b")), env_origin):
        with pytest.raises(Exception, match="WRONG") as told:
            read("WRONG")
        said.append(str(told.value))
    assert [foreign(language, words) for words in said] == [[]] * len(said)
    assert all(HAN.search(words) for words in said) == (language == "zh")
