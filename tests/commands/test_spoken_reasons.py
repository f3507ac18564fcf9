"""Reasons that name a number or a word of the file keep their parts, from the parser process to the command's line."""

from __future__ import annotations

import ast
import errno
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from archive.intake.packages.rows import LONGEST, kept
from archive.intake.parsing import parse_file
from archive.languages import say, translated
from archive.management.commands.import_reports import remark_in_words
from archive.management.progress import progress_bar, tracked
from archive.management.sentences import in_local_time
from archive.publishing.publish import PublishingError, publish_report, withdraw_report
from archive.storage.faults import cause_of
from archive.text.formats.extracted import FormatError, NeedsRecognition
from search.sentences import Sentence, enumerated, first_of, of_parts, shortened, to_parts, together
from tests.commands.test_one_language import HAN, foreign, run
from tests.conftest import PROJECT

#: Rooms whose sentences a command can print, or end with.
ROOMS = ("intake", "publishing", "backups", "dumps", "storage", "management", "monitoring", "text/formats")
#: Labels of the desk and words of the archive's files, which no command prints: doubts, notes of the history, names.
OF_THE_DESK = {
    "archive/dumps/package.py", "archive/intake/doubts.py", "archive/intake/rereading.py", "archive/publishing/erasing.py",
    "archive/text/formats/packed.py", "archive/text/formats/web/letter.py",
}  # fmt: skip
SENTENCES = {"say", "Sentence", "gettext_noop", "gettext_lazy", "spoken"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((PROJECT / "archive" / room).rglob("*.py")):
            yield str(path.relative_to(PROJECT)), ast.parse(path.read_text("utf-8"))


def in_functions(module: ast.Module) -> Iterator[ast.AST]:
    """The nodes of function bodies, without docstrings and without the arguments of a sentence."""
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            is_told = isinstance(function.body[0], ast.Expr) and isinstance(function.body[0].value, ast.Constant)
            for statement in function.body[is_told:]:
                yield from outside_sentences(statement)


def outside_sentences(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SENTENCES:
            return
    for child in ast.iter_child_nodes(node):
        yield from outside_sentences(child)


def test_no_chinese_words_are_put_together_where_their_parts_are_lost():
    lost = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path, module in modules()
        if path not in OF_THE_DESK
        for node in in_functions(module)
        if isinstance(node, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and HAN.search(part.value) for part in node.values)
    ]
    assert lost == []


def test_every_whole_sentence_of_these_rooms_has_its_english():
    with override("en"):
        unknown = [
            f"{path}:{node.lineno} {node.value}"
            for path, module in modules()
            for node in in_functions(module)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith("。")
            if path not in OF_THE_DESK and HAN.search(node.value) and HAN.search(say(node.value))
        ]
    assert unknown == []


def test_a_sentence_goes_through_json_with_its_parts():
    sentence = Sentence("{0}请缩短：{1}", Sentence("有 {0} 页。", 3), "甲{乙}")
    again = of_parts(json.loads(json.dumps(to_parts(sentence))), 100)
    assert (again, again.sentence) == (sentence, sentence.sentence)
    assert again.values[0].sentence == "有 {0} 页。"
    assert of_parts(to_parts("原样{0}"), 3) == "原样{"


@pytest.mark.parametrize(
    "parts", [[], ["{0.__class__}", "x"], ["{0!r}", "x"], ["{0:>99}", "x"], ["{1}", "x"], ["{x}"], [5], [["{0}"]]]
)
def test_parts_that_are_no_sentence_are_refused(parts):
    with pytest.raises((ValueError, TypeError)):
        of_parts(parts, 100)


def test_parts_that_grow_beyond_the_bound_become_words_within_it():
    parts: list = ["{0}" * 30, "甲" * 30]
    for _ in range(3):
        parts = ["{0}" * 30, parts]
    assert len(of_parts(parts, 100)) == 100
    for _ in range(10):
        parts = ["{0}", parts]
    with pytest.raises(ValueError, match="no sentence"):
        of_parts(parts, 100)


def test_a_row_keeps_the_first_words_and_the_command_says_the_whole_in_english():
    long = Sentence("“{0}”是空文件。请检查后重新上传。", "x" * 2 * LONGEST)
    assert len(kept(long)) == LONGEST
    with override("en"):
        assert remark_in_words(kept(long)).endswith("upload it again.")
    assert shortened("甲乙丙", 2) == "甲乙"


def test_a_list_of_many_names_the_first():
    assert first_of([1, 2, 3], 2) == "1、2等"
    assert first_of(["甲", "乙"], 2) == enumerated(["甲", "乙"]) == "甲、乙"
    with override("en"):
        assert translated(first_of([1, 2, 3], 2)) == "1, 2 and others"


#: Files that a parser process refuses, with a number or a name of theirs in the sentence, and what is quoted of them.
REFUSED = [
    (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG"),
    (b"%PDF-1.7\n" + bytes(64), ""),
    (b"Rar!\x1a\x07\x00" + bytes(64), ""),
]


@pytest.mark.parametrize(("data", "quoted"), REFUSED, ids=["picture", "pdf", "rar"])
def test_what_a_parser_process_refuses_is_said_in_english(data, quoted):
    with pytest.raises(FormatError) as refused:
        parse_file(data, "a.bin")
    sentence = refused.value.sentence
    assert HAN.search(sentence)
    with override("en"):
        assert foreign("en", translated(sentence)) == []
        assert quoted in translated(sentence)


def test_a_picture_and_a_plain_refusal_keep_their_words_too():
    need = NeedsRecognition(Sentence("这是一张图片（{0}），没有可读的文字。", "PNG"), "image/png")
    with override("en"):
        for error in (need, FormatError("文件设了打开密码，无法读取。请在 Word 或 WPS 里去掉密码后再上传。")):
            assert foreign("en", translated(error.sentence)) == []
            assert str(error) == error.sentence  # for logs, in Chinese


@pytest.mark.django_db
def test_why_a_draft_was_not_published_is_said_in_english(make_report):
    report = make_report(title="通渭县整顿软弱涣散村党组织", text="正文。", status="draft")
    refused = []
    for change, step in (
        ({"title": " "}, publish_report), ({"title": "甲", "text": " "}, publish_report), ({"text": "乙", "status": "discarded"}, publish_report),
        ({"status": "draft"}, withdraw_report), ({"status": "published"}, publish_report),
    ):  # fmt: skip
        type(report).objects.filter(pk=report.pk).update(**change)
        with pytest.raises(PublishingError) as error:
            step(report)
        refused.append(error.value.args[0])
    with override("en"):
        assert [foreign("en", translated(each), "甲") for each in refused] == [[]] * 5


#: Lists of cards whose rows are wrong, each in a way of its own.
LISTS = {
    "a.csv": "文件名,题名,地区,日期,类别\nc.txt,甲,火星,,\nd.txt,,,五月,\ne.txt,,,,诗\nf.txt,,朝阳,,\ng.txt,,,2999-01-01,\nh.txt,,999999,,\nnone.txt,甲,,,\n,甲,,,\ni.txt,甲,,,,多,\n",
    "b.jsonl": '{"path": "c.txt", "title": "甲"}\n不是\n{"path": "j.txt", "url": "不是网址"}\n',
    "c.ris": "TY  - RPRT\nTI  - 甲\nL1  - none.pdf\nER  - \n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_wrong_with_a_list_of_cards_is_said_in_the_language_of_the_command(tmp_path, regions, capsys, language):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "cdefghij":
        (folder / f"{name}.txt").write_text(
            f"整顿软弱涣散村党组织\n\n全县排查出软弱涣散村三十个，逐村销号{name}。", "utf-8"
        )
    for name, words in LISTS.items():
        (folder / name).write_text(words, "utf-8")
    printed = run(language, "import_reports", str(folder)) + "".join(capsys.readouterr())
    quoted = ("整顿软弱涣散村党组织", "火星", "五月", "诗", "朝阳", "不是网址", *_names(printed))
    assert foreign(language, printed, *quoted) == [], printed
    assert len(printed.splitlines()) > 20


def _names(printed: str) -> list[str]:
    """The names of regions and kinds, which are what is to be typed."""
    from archive.models import Region, Report

    full = ["".join(each.name for each in region.path) for region in Region.objects.filter(name__contains="朝阳")]
    return [*full, *map(str, Report.Kind.labels)]


def test_the_exempt_modules_are_there():
    assert all(Path(PROJECT, path).is_file() for path in OF_THE_DESK)


def test_sentences_behind_each_other_have_a_space_in_english():
    both = together(
        [Sentence("没有识别成"), "", Sentence("文件设了打开密码，无法读取。请在 Word 或 WPS 里去掉密码后再上传。")]
    )
    assert both.startswith("没有识别成文件设了")
    with override("en"):
        assert translated(both).startswith("not recognised The file has")


def test_the_day_that_a_command_names_is_that_of_the_archive_s_clock(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    assert in_local_time(datetime(2026, 11, 30, 20, 12, tzinfo=UTC)) == "2026-12-01 04:12"


def test_a_bar_is_drawn_on_a_terminal_alone(capsys):
    with progress_bar("重建", 3) as advance:
        advance(1)
    assert list(tracked("甲乙", "入库", 2)) == ["甲", "乙"]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("code", [errno.ECONNREFUSED, errno.EMFILE, errno.ENOTEMPTY, errno.ETIMEDOUT, errno.EBUSY])
def test_what_the_system_says_of_a_file_or_a_port_has_both_languages(code):
    cause = cause_of(OSError(code, os.strerror(code)))
    assert HAN.search(cause)
    with override("en"):
        assert foreign("en", translated(cause)) == []
