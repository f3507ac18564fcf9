"""Small valid files of every format, made here byte by byte, so that tests own what they read."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import openpyxl
from docx import Document

from tests.text.made_docs import CLOSING, PROSE, TITLE, doc_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zip_file(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx_file(build=None) -> bytes:
    """A docx as a library writes it; ``build`` fills the document."""
    document = Document()
    if build is None:
        for line in (TITLE, PROSE, CLOSING):
            document.add_paragraph(line)
    else:
        build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bare_docx(body: str, **parts: str) -> bytes:
    """A docx of a body in XML; ``numbering``, ``footnotes`` and others are further parts of the folder word."""
    members: dict[str, bytes | str] = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return zip_file(members | {f"word/{name}.xml": content for name, content in parts.items()})


def odt_file(body: str = "", *, styles: str = "", meta: str = "", manifest: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
            ("meta", "meta"),
        )
    )
    body = body or "".join(f"<text:p>{line}</text:p>" for line in (TITLE, PROSE, CLOSING))
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zip_file(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "META-INF/manifest.xml": manifest or "<manifest/>",
        }
        | (
            {"meta.xml": f'<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                         f'xmlns:dc="http://purl.org/dc/elements/1.1/"><o:meta>{meta}</o:meta></o:document-meta>'}
            if meta
            else {}
        )
    )  # fmt: skip


def ofd_text(x: float, y: float, words: str, *, size: float = 4.2, more: str = "", delta: str | None = None) -> str:
    """A text object of an OFD, in millimetres from the upper left corner of its page; ``more`` are further attributes."""
    delta = " ".join(str(size / (1 + each.isascii())) for each in words) if delta is None else delta
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(words)} {size}" Font="2" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size * 0.85}" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_file(*pages: str, template: str = "", info: str = "") -> bytes:
    """An OFD (GB/T 33190) of pages, each the XML of its objects; without any, one of three lines."""
    names = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    pages = pages or ("".join(ofd_text(20, 20 + 7 * at, words) for at, words in enumerate((TITLE, PROSE, CLOSING))),)
    used = '<ofd:Template TemplateID="9"/>' if template else ""
    page = f"<ofd:Page {names}>{{}}<ofd:Content><ofd:Layer ID='8'>{{}}</ofd:Layer></ofd:Content></ofd:Page>"
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    members: dict[str, bytes | str] = {
        "OFD.xml": f'<?xml version="1.0"?><ofd:OFD {names} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>'
        "<ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {names}><ofd:CommonData><ofd:TemplatePage ID='9' BaseLoc='Tpls/Tpl_0/Content.xml'/>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": page.format("", template),
    }
    members |= {f"Doc_0/Pages/Page_{at}/Content.xml": page.format(used, content) for at, content in enumerate(pages)}
    return zip_file(members)


def xlsx_file(*sheets: list, names: tuple[str, ...] = ()) -> bytes:
    """A workbook as a library writes it: each sheet is its rows, each row its cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"表{number + 1}")
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rtf_file(*lines: str, head: str = "", tail: bytes = b"") -> bytes:
    """An RTF as Word writes it on a Chinese machine: bytes of GBK in hex."""
    body = b"\\par ".join(_hex(line) for line in lines or (TITLE, PROSE, CLOSING))
    fonts = b"{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"
    return b"{\\rtf1\\ansi\\ansicpg936\\deff0" + fonts + head.encode() + b"\\f0 " + body + b"\\par" + tail + b"}"


def _hex(line: str) -> bytes:
    return b"".join(b"\\'%02x" % byte if byte > 0x7F else bytes([byte]) for byte in line.encode("gb18030"))


def pdf_file(*pages: list[str], info: dict[str, str] | None = None) -> bytes:
    """A PDF of lines, a list a page, in a font that is not embedded (UniGB-UCS2-H, as old Chinese programs do)."""
    shown = pages or ([TITLE, PROSE, CLOSING],)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(shown)))}] /Count {len(shown)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< "
        + " ".join(f"/{name} <FEFF{text.encode('utf-16-be').hex()}>" for name, text in (info or {}).items())
        + " >>",
    ]
    for at, lines in enumerate(shown):
        drawn = "BT /F1 12 Tf 14 TL 50 780 Td " + " ".join(
            f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn) + 3} >>\nstream\n{drawn} ET\nendstream")
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        written
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\n"
            f"startxref\n{len(written)}\n%%EOF\n"
        ).encode()
    )


PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}-清河党建网</title></head><body>
<div><a href="/">首页</a></div><h1>{TITLE}</h1><p>{PROSE}</p><table><tr><td>东关镇</td><td>12</td></tr></table>
<p>{CLOSING}</p></body></html>"""
MARKDOWN = f"# {TITLE}\n\n{PROSE}\n\n- **抓班子**\n- [抓队伍](https://example.org/a)\n\n{CLOSING}\n"
MAIL = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"
    "Snapshot-Content-Location: http://www.example.org/2021/0414/a.html\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n\r\n" + PAGE + "\r\n--x--\r\n"
)
LETTER = (
    f"From: a@example.org\r\nTo: b@example.org\r\nSubject: {TITLE}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
    f"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{PROSE}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>{PROSE}</p>\r\n--x--\r\n"
)


@cache
def one_of_each() -> dict[str, bytes]:
    """A valid file of every format, by its usual ending."""
    return {
        "txt": f"{TITLE}\n{PROSE}\n{CLOSING}".encode("gb18030"),
        "md": MARKDOWN.encode(),
        "html": PAGE.encode(),
        "mht": MAIL.encode(),
        "eml": LETTER.encode(),
        "docx": docx_file(),
        "odt": odt_file(),
        "ofd": ofd_file(),
        "rtf": rtf_file(),
        "doc": doc_file(),
        "pdf": pdf_file(),
    }
