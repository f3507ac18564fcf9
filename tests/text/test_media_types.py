"""The content tells the kind of a file: the root of an OLE container, the members of a zip."""

import io
import zipfile

import pytest

from archive.text.formats import extract_text
from archive.text.formats.media_types import DOCX, ODT
from tests.text.made_docs import ole_file
from tests.text.made_files import PROSE, doc_file, docx_file, odt_file, zip_file
from tests.text.reading import read, refusal

EMBEDS = (
    '<Default Extension="docx" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document"/>'
)
WORD_STREAM = "WordDocument".encode("utf-16-le")


def changed(data: bytes, **members: tuple[bytes, bytes]) -> bytes:
    """Return a zip in which words of members are replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in members.items():
        found = next(each for each in contents if each.startswith(f"{name}") or f"[{name}]" in each)
        contents[found] = contents[found].replace(old, new)
    return zip_file(contents)


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        ({"Workbook": b"sheet" + doc_file()}, "另存为 CSV 或 xlsx"),
        ({"PowerPoint Document": b"slide" + doc_file()}, "大纲/RTF"),
        ({"__properties_version1.0": b"mail" + doc_file()}, "eml"),
        ({"Contents": b"works" + WORD_STREAM + b"\0\0"}, "没有 Word 文档"),
    ],
)
def test_a_container_that_only_embeds_a_word_document_is_none(streams, words):
    assert words in refusal(ole_file(streams))


def test_the_names_of_streams_count_without_case():
    assert PROSE in read(doc_file().replace(WORD_STREAM, "worddocument".encode("utf-16-le")))


@pytest.mark.parametrize(
    "kind",
    [b"application/vnd.ms-word.document.macroEnabled.main+xml", b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"],
)  # fmt: skip
def test_documents_with_macros_and_templates_are_read(kind):
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = changed(docx_file(), Content_Types=(main, kind))
    assert extract_text(data, "a.dotx").media_type == DOCX
    assert PROSE in read(data)


def test_a_template_of_open_document_is_read():
    data = changed(odt_file(), mimetype=(b"opendocument.text", b"opendocument.text-template"))
    assert extract_text(data, "a.ott").media_type == ODT
    assert PROSE in read(data)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/workbook.xml": "x"}, "照样表填写"),
        ({"xl/workbook.xml": "x", "[Content_Types].xml": EMBEDS}, "照样表填写"),
        ({"ppt/presentation.xml": "x", "[Content_Types].xml": EMBEDS}, "大纲/RTF"),
        ({"ppt/presentation.xml": "x"}, "大纲/RTF"),
        ({"mimetype": "application/epub+zip"}, "转换工具"),
        ({"uof.xml": "x", "_meta/meta.xml": "x"}, "UOF"),
    ],
)
def test_a_zip_of_another_kind_is_refused_with_its_own_remedy(members, words):
    assert words in refusal(zip_file(members))


def test_a_sheet_of_the_oldest_excel_is_told():
    assert "另存为 CSV 或 xlsx" in refusal(b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(100))
