"""Every format is read the same in a parser's process as in this one; one process reads them all."""

import pytest

from archive.intake.parsing import end_parsers, parse_file, parse_letter, parse_workbook
from archive.text.formats import FormatError, extract_text
from archive.text.formats.tables.workbook import read_workbook
from archive.text.formats.web.letter import attached_files
from tests.text.made_files import one_of_each, xlsx_file
from tests.text.test_formats_mail import mail


@pytest.fixture(scope="module", autouse=True)
def _one_worker():
    yield
    end_parsers()


@pytest.mark.parametrize("ending", sorted(one_of_each()))
def test_a_file_read_apart_gives_what_it_gives_here(ending):
    data = one_of_each()[ending]
    assert parse_file(data, "a") == extract_text(data, "a")


def test_what_is_attached_to_a_mail_is_read_apart():
    message = mail(plain="各村党支部每月开展主题党日。")
    message.add_attachment(b"\x00\xff" * 500_000, maintype="application", subtype="octet-stream", filename="甲.bin")
    data = message.as_bytes()
    assert parse_letter(data, "a") == (True, attached_files(data))
    assert len(attached_files(data)[0][1]) == 1_000_000


def test_the_rows_of_a_workbook_are_read_apart():
    data = xlsx_file([["文件名", "题名"], ["a.txt", "整顿"]])
    assert parse_workbook(data, "a") == read_workbook(data)
    with pytest.raises(FormatError, match="已损坏"):
        parse_workbook(data[: len(data) // 2], "a")
