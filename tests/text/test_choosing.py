"""Which files of a folder, zip or tar are reports: by ending, by first bytes, and never the parts of a saved page."""

from __future__ import annotations

import io
import tarfile

import pytest

from archive.text.formats import FormatError, is_archive, open_archive
from archive.text.formats.packages import choosing
from archive.text.formats.packed import choose_members
from tests.text.made_archives import page, warc_of
from tests.text.made_files import docx_file, zip_file

PAGE = page("村级换届")
PROSE = "今年以来，柳河镇党委抓好班子建设，逐村走访，群众反映良好。下一步，我们将继续巩固成果，把工作做细做实。"
SCRIPT = 'document.write("<p>提示：请稍候再试。</p></p></p>");'
FRAMESET = '<html><frameset cols="20%,80%"><frame src="left.htm"><frame src="main.htm"></frameset></html>'


def tar_file(members: dict[str, bytes | str], mode: str = "w:gz", form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            raw = content.encode() if isinstance(content, str) else content
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return buffer.getvalue()


PACKAGES = [zip_file, tar_file]


def chosen(members: dict[str, bytes | str], package=zip_file) -> list[str]:
    return [name for name, _ in open_archive(package(members))]


def note(members: dict[str, bytes | str]) -> str:
    return choose_members(io.BytesIO(zip_file(members))).note


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize(
    ("html", "folder"),
    [
        ("总结.html", "总结_files"),
        ("总结.htm", "总结.files"),
        ("总结.html", "总结_文件"),
        ("总结.html", "总结.html_files"),
        ("总结.shtml", "总结_Files"),
        ("网站/总结.mht", "网站/总结_files"),
        ("2012/三月/总结.HTM", "2012/三月/总结.文件"),
        ("总结.aspx", "总结_files"),
    ],
)
def test_the_parts_of_a_saved_page_are_its_own(package, html, folder):
    parts = ("jquery.js", "style.css", "logo.png", "ad.html", "saved_resource.html", "深/层/广告.htm", "样式.txt")
    members = {html: PAGE, **{f"{folder}/{part}": PAGE for part in parts}}
    assert chosen(members, package) == [html]


def test_the_parts_of_a_saved_page_are_counted_and_not_named():
    said = note({"总结.html": PAGE, "总结_files/a.js": SCRIPT, "总结_files/b.html": PAGE})
    assert "网页自带的文件 2 个" in said
    assert "a.js" not in said


def test_a_folder_named_like_parts_without_its_page_is_a_folder():
    members = {"汇报_files/一.html": PAGE, "汇报_files/二.docx": docx_file(), "别的.html": PAGE}
    assert chosen(members) == list(members)


def test_the_folder_of_a_frameset_holds_the_article():
    members = {"总结.htm": FRAMESET, "总结_files/main.htm": PAGE, "总结_files/a.js": SCRIPT}
    assert chosen(members) == ["总结.htm", "总结_files/main.htm"]


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t20120304_1.shtml", PAGE),
        ("a.xhtml", b'<?xml version="1.0" encoding="utf-8"?>\n' + PAGE),
        ("show.aspx", b"\r\n\r\n" + PAGE),
        ("show.jsp", PAGE),
        ("show.php", b"\xef\xbb\xbf" + PAGE),
        ("show.do", PAGE),
        ("index.html@id=3", PAGE),
        ("index.html?id=3", PAGE),
        ("show.asp", PAGE.decode().encode("utf-16")),
        ("总结", PAGE),
        ("总结", docx_file()),
        ("总结", PROSE),
        ("总结", PROSE.encode("gbk")),
        ("关于2012.3月的总结", PROSE),
        ("总结.text", PROSE),
        ("表.docm", docx_file()),
        ("表.dotx", docx_file()),
        ("表.dot", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("表.ott", docx_file()),
        ("信.eml", "From: a\n"),
        ("总结.bak", docx_file()),
        ("总结.xml", '<?xml version="1.0"?><w:wordDocument/>'),
        ("站.warc.gz", warc_of({"http://example.org/a.html": PAGE})),
        ("表.csv", "path,title\n"),
    ],
)
def test_a_file_counts_by_its_ending_or_by_its_first_bytes(package, name, content):
    assert chosen({name: content}, package) == [name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jquery.min.js", SCRIPT),
        ("style.css", "body{font:12px 宋体}"),
        ("data.json", '{"a": "今年以来，镇党委抓好班子建设，逐村走访，群众反映良好。"}'),
        ("index.cdx", " CDX N b a m s k r M S V g\n"),
        ("show.php", '<?php echo "<p>你好</p>"; ?>'),
        ("show.jsp", '<%@ page contentType="text/html" %>'),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
        ("Makefile", "all:\n\tmake test\n"),
        ("LICENSE", "Permission is hereby granted"),
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("README.txt", PROSE),
        ("feed.xml", '<?xml version="1.0"?><rss><channel/></rss>'),
    ],
)
def test_what_pages_and_programs_are_made_of_is_no_report_and_is_named(name, content, monkeypatch):
    monkeypatch.setattr(choosing, "picture_endings", frozenset)  # where text can be recognised a picture is a scan
    members = {"a.txt": PROSE, name: content}
    assert chosen(members) == ["a.txt"]
    assert name in note(members)


def test_a_package_without_a_report_says_what_it_holds():
    with pytest.raises(FormatError, match=r"没有报告.*a\.js"):
        open_archive(zip_file({"a.js": SCRIPT}))


def test_the_note_names_some_and_counts_all():
    said = note({"a.txt": PROSE, **{f"脚本{number}.js": SCRIPT for number in range(40)}})
    assert "40 个" in said
    assert "脚本0.js" in said
    assert len(said) < 300


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_read_like_a_zip(mode, form):
    long = "汇报/" + "很长的名字" * 6 + ".txt"
    members = {"a.txt": PROSE, long: PROSE, "深/b.html": PAGE}
    data = tar_file(members, mode, form)
    assert is_archive(data)
    assert open_archive(data) == [
        (name, content.encode() if isinstance(content, str) else content) for name, content in members.items()
    ]


def test_a_name_in_gbk_is_read():
    data = bytearray(tar_file({"X" * 8 + ".txt": PROSE}, "w", tarfile.USTAR_FORMAT))
    data[:8] = "党建总结".encode("gbk")
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + sum(data[156:512]) + 8 * 32)
    assert open_archive(bytes(data))[0][0] == "党建总结.txt"


def test_links_devices_and_paths_that_lead_elsewhere_give_nothing_outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            member = tarfile.TarInfo(f"kind-{kind.decode()}.txt")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        for name in ("../../a.txt", "/etc/b.txt"):
            member = tarfile.TarInfo(name)
            member.size = 3
            archive.addfile(member, io.BytesIO("甲".encode()))
    assert [name for name, _ in open_archive(buffer.getvalue())] == ["a.txt", "etc/b.txt"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_in_a_package_is_opened_once_and_not_twice(package):
    inner = tar_file({"b.txt": PROSE})
    assert chosen({"里.tar.gz": inner}, package) == ["里/b.txt"]
    with pytest.raises(FormatError, match="套着多层"):
        open_archive(package({"外.tar.gz": tar_file({"里.zip": zip_file({"b.txt": PROSE})})}))


def test_a_hostile_tar_is_refused_in_bounds():
    def broken(data: bytes) -> str:
        with pytest.raises(FormatError) as caught:
            open_archive(data)
        return str(caught.value)

    whole = tar_file({"a.txt": PROSE * 400}, "w")
    assert "已损坏" in broken(whole[:700])
    assert "已损坏" in broken(whole[:2048] + b"x" * 512 * 8)
    assert "已损坏" in broken(tar_file({"甲" * 60_000: PROSE}, "w"))
    bomb = tar_file({f"{number}.txt": bytes(20_000_000) for number in range(8)})
    assert "反常" in broken(bomb)


@pytest.mark.parametrize("installed", [True, False])
def test_a_picture_is_a_scan_where_no_page_stands_above_it(installed, monkeypatch):
    monkeypatch.setattr(choosing, "picture_endings", lambda: choosing.PICTURE_ENDINGS if installed else frozenset())
    monkeypatch.setattr(choosing, "why_missing", lambda: "" if installed else "本机没有装文字识别：请运行 make ocr。")
    members = {
        "扫描/一.jpg": b"\xff\xd8\xff",
        "扫描/二.docx": docx_file(),
        "网站/a.html": PAGE,
        "网站/图/logo.png": b"\x89PNG",
    }
    assert chosen(members) == (["扫描/一.jpg"] if installed else []) + ["扫描/二.docx", "网站/a.html"]
    assert "logo.png" in note(members)
    assert ("图片 1 张：本机没有装文字识别" in note(members)) is not installed
