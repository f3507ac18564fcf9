"""Zips of reports: names, what is left out, and everything that is refused."""

import io
import struct
import zipfile

import pytest

from archive.text.formats import FormatError, extract_text, is_archive, open_archive
from archive.text.formats.packed import safe_name
from tests.text.made_files import docx_file, zip_file


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        open_archive(data)
    return str(caught.value)


def zip_with_raw_names(encoding: str, *names: str) -> bytes:
    """A zip as old Windows programs write it: names in bytes of a code page, without the UTF-8 flag."""
    places = [f"{at:02d}".ljust(len(name.encode(encoding)), "x") for at, name in enumerate(names)]
    data = zip_file(dict.fromkeys(places, "正文。"))
    for place, name in zip(places, names, strict=True):
        data = data.replace(place.encode(), name.encode(encoding))
    return data


def test_members_come_in_their_order_with_their_bytes():
    assert open_archive(zip_file({"b.txt": "乙", "a.txt": "甲"})) == [
        ("b.txt", "乙".encode()),
        ("a.txt", "甲".encode()),
    ]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("gbk", ("清河县党建工作总结.txt", "汇报/东关镇组织部.txt")),
        ("utf-8", ("清河县党建工作总结.txt", "汇报/东关镇组织部.txt")),
        ("big5", ("清河縣黨建工作總結.txt", "匯報/東關鎮組織部.txt")),
    ],
)
def test_names_without_a_flag_are_read_in_the_code_page_they_were_written_in(encoding, names):
    assert tuple(name for name, _ in open_archive(zip_with_raw_names(encoding, *names))) == names


def test_names_with_the_flag_are_utf8():
    assert open_archive(zip_file({"党建.txt": "甲"}))[0][0] == "党建.txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\报告\\a.txt", "报告/a.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("报告\u202etxt.exe", "报告txt.exe"),
        ("..", "未命名"),
        ("./a/./b.txt", "a/b.txt"),
    ],
)
def test_a_name_leads_nowhere_outside(name, shown):
    assert safe_name(name) == shown


def test_equal_names_are_numbered_apart():
    data = zip_file({"a.txt": "甲", "../a.txt": "乙"})
    assert [name for name, _ in open_archive(data)] == ["a.txt", "a（2）.txt"]


def test_what_systems_leave_behind_is_left_out():
    names = ["__MACOSX/._a.txt", ".DS_Store", "x/Thumbs.db", "~$报告.docx", "a.txt"]
    assert [name for name, _ in open_archive(zip_file(dict.fromkeys(names, "甲")))] == ["a.txt"]


def test_a_zip_in_the_zip_is_opened_and_a_docx_is_not():
    data = zip_file({"里.zip": zip_file({"a.txt": "甲"}), "b.docx": docx_file()})
    assert [name for name, _ in open_archive(data)] == ["里/a.txt", "b.docx"]


def test_a_zip_three_deep_is_refused():
    inner = zip_file({"里.zip": zip_file({"a.txt": "甲"})})
    assert "套着多层" in refusal(zip_file({"外.zip": inner}))


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "反常" in refusal(zip_file({"a.txt": b"0" * 30_000_000}))


def test_a_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(zip_file({"a.txt": b"0" * 30_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data)).startswith("ZIP 压缩包")


def test_too_many_members_are_refused():
    data = zip_file({f"{at}.txt": "" for at in range(5_001)}, zipfile.ZIP_STORED)
    assert "5000 个" in refusal(data)


def test_a_locked_zip_is_refused():
    data = bytearray(zip_file({"a.txt": "甲"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "密码" in refusal(bytes(data))


def test_a_broken_zip_is_refused():
    data = zip_file({"a.txt": "甲" * 5000})
    assert "已损坏" in refusal(data[:40] + b"\xff\xff\xff\xff" + data[44:])


def test_an_empty_zip_is_refused():
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    assert "没有文件" in refusal(buffer.getvalue())


def test_a_zip_is_told_from_a_document_in_a_zip():
    assert is_archive(zip_file({"a.txt": "甲"}))
    assert not is_archive(docx_file())
    assert not is_archive("甲".encode())


def test_a_zip_given_as_one_report_names_the_way():
    with pytest.raises(FormatError, match="批量上传"):
        extract_text(zip_file({"a.txt": "甲"}), "a.zip")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"OFD.xml": "x"}, "OFD 文件已损坏"),
        ({"mimetype": "application/epub+zip"}, "EPUB"),
        ({"ppt/slides/a.xml": "x"}, "PowerPoint"),
        ({"META-INF/MANIFEST.MF": "x"}, "程序"),
    ],
)
def test_other_documents_in_a_zip_have_their_own_sentence(members, words):
    with pytest.raises(FormatError, match=words):
        extract_text(zip_file(members), "a")
