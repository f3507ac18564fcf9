"""Of which media type is a file? Its first bytes say so, the members of a container, and for decoded text its tags."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import olefile  # type: ignore[import-untyped]

from archive.text.formats.extracted import BROKEN, LOCKED, SAVE_AS, TOO_LARGE_UNPACKED, FormatError, NeedsRecognition
from search.sentences import say

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
DOC = "application/msword"
PDF = "application/pdf"
RTF = "application/rtf"
ZIP = "application/zip"
MHTML = "multipart/related"
MAIL = "message/rfc822"
WORD_XML = "application/msword+xml"  # a docx or Word 2003 file as one XML file
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"

# A docx of text inflates five to thirty times; a bomb a thousand times and more.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 300
MAX_MEMBERS = 5_000
_MOST_NAMES = 20_000

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLDEST_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # Excel 2 to 4
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAIL_HEADER = re.compile(rb"[A-Za-z-]{2,40}:")
_MAIL_HEAD = re.compile(
    rb"(?:\s{0,4}\d{1,10}\s{0,4}\r?\n|From \S+ [^\n]{10,60}\n)?((?:[\x21-\x39\x3b-\x7e]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+)"
)
_HEADER_NAME = re.compile(rb"^([\x21-\x39\x3b-\x7e]{1,60}):", re.MULTILINE)
#: Headers that only programs write, and those that name whom a mail went to.
_OF_PROGRAMS = frozenset(
    (
        b"received",
        b"message-id",
        b"return-path",
        b"delivered-to",
        b"mime-version",
        b"content-type",
        b"x-mailer",
        b"user-agent",
    )
)
_OF_RECEIVERS = frozenset((b"to", b"cc", b"bcc", b"received", b"message-id", b"return-path", b"delivered-to"))
_NEXT_MAIL = re.compile(rb"\nFrom \S+ [^\n]{0,40}\d\d:\d\d[^\n]{0,20}\n[A-Za-z-]{2,40}:")
_BOX_OF_MAILS = re.compile(rb"From \S+ [^\n]{10,60}\n[A-Za-z-]{2,40}:")
_FIRST_PART = re.compile(rb"content-type:\s{0,4}(?:multipart/related|text/html)", re.IGNORECASE)
_OFFICE_XML = re.compile(rb"<w:wordDocument|pkg:package|office:document|progid=\"(?:Word|Excel|PowerPoint)")
#: First bytes of the pictures in which text can be recognised, their media type and name.
_PICTURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n", "image/png", "PNG"),
    (b"\xff\xd8\xff", "image/jpeg", "JPEG"),
    (b"II*\x00", "image/tiff", "TIFF"),
    (b"MM\x00*", "image/tiff", "TIFF"),
)
_PICTURE = "这是一张图片（{}），没有可读的文字。请存成 JPG 或 PNG 再上传，或先做文字识别，再上传 txt 或 docx。"
_PACKED = "这是 {} 压缩包。请解压后逐个上传里面的文件，或改压成 zip 再上传。"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", _PICTURE.format("GIF")),
    (b"8BPS", _PICTURE.format("PSD")),
    (b"AT&TFORM", _PICTURE.format("DjVu")),
    (b"Rar!", _PACKED.format("RAR")),
    (b"7z\xbc\xaf", _PACKED.format("7z")),
    (b"\x1f\x8b", _PACKED.format("gzip")),
    (b"BZh", _PACKED.format("bzip2")),
    (b"\xfd7zXZ", _PACKED.format("xz")),
    (b"MZ", "这是程序文件，不是文档。请上传 txt、html、docx 或 pdf。"),
    (b"\x7fELF", "这是程序文件，不是文档。请上传 txt、html、docx 或 pdf。"),
    (b"SQLite format 3", "这是数据库文件，不是文档。请上传 txt、html、docx 或 pdf。"),
    (b"ID3", "这是录音或录像，没有可读的文字。请上传它的文字稿。"),
    (b"OggS", "这是录音或录像，没有可读的文字。请上传它的文字稿。"),
    (b"\x1aE\xdf\xa3", "这是录音或录像，没有可读的文字。请上传它的文字稿。"),
    (b"CAJ\x00", "这是知网的 CAJ 文件，本系统读不了。请在知网改下 PDF，或用 CAJViewer 另存为文字后再上传。"),
    (b"KDH ", "这是知网的 KDH 文件，本系统读不了。请在知网改下 PDF 再上传。"),
    (b"HN\x00\x00", "这是知网的 CAJ 文件，本系统读不了。请在知网改下 PDF，或用 CAJViewer 另存为文字后再上传。"),
)
_NO_WORD = f"这是旧版 Office 文件，但里面没有 Word 文档。{SAVE_AS}"
_IN_RIFF = {b"WAVE": "这是录音，没有可读的文字。请上传它的文字稿。"}
_SHEET = (
    "这是 Excel 表格，不是报告。若是著录表，请{}，第一行写“文件名”等表头，和报告一起上传；"
    "若是报告，请把文字另存为 docx 或 txt 再上传。"
)
_OLD_SHEET, _NEW_SHEET = _SHEET.format("另存为 CSV 或 xlsx"), _SHEET.format("照样表填写（或另存为 CSV）")
_SLIDES = "这是 PowerPoint 演示文稿，本系统不读幻灯片。请另存为“大纲/RTF 文件”或 PDF，或把文字另存为 docx 再上传。"
_EPUB = "这是 EPUB 电子书，本系统读不了。请用转换工具把其中的报告转成 docx、txt 或 html 再上传。"
# Streams and storages at the root of an OLE container, most telling first; names count without case.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("encryptedpackage", LOCKED),
    ("worddocument", DOC),
    ("workbook", _OLD_SHEET),
    ("book", _OLD_SHEET),
    ("powerpoint document", _SLIDES),
    ("__properties_version1.0", "这是 Outlook 邮件（msg）。请在 Outlook 里另存为 eml 或 txt，附件另存出来，再上传。"),
    ("visiodocument", f"这是 Visio 图，本系统读不了。{SAVE_AS}"),
    ("hwpsummaryinformation", f"这是 HWP 文件，本系统读不了。{SAVE_AS}"),
)


def is_container(data: bytes) -> bool:
    """Return whether the first bytes are those of a format that needs a parser; False for text or a page."""
    start = data[:1024].lstrip(b"\x00\t\n\r\x0c \xef\xbb\xbf")
    if start.startswith((_OLE, b"{\\rtf", *_ZIP)) or b"%PDF-" in data[:1024] or is_mhtml(data) or is_mail(data):
        return True
    return start.startswith(b"<?xml") and bool(_OFFICE_XML.search(start))


def is_mhtml(data: bytes) -> bool:
    """Return whether the bytes are a page saved with its pictures in one file (RFC 2557): mail headers first."""
    head = data[:8192]
    return bool(_MAIL_HEADER.match(head) and b"mime-version:" in head.lower() and _FIRST_PART.search(head))


def is_mail(data: bytes) -> bool:
    """Return whether the bytes are a mail: headers of programs, a sender, and receivers, which a saved page has not."""
    match = _MAIL_HEAD.match(data[:16_384])
    if not match:
        return False
    names = {name.lower() for name in _HEADER_NAME.findall(match[1])}
    if b"from" not in names or not names & _OF_PROGRAMS:
        return False
    return bool(names & _OF_RECEIVERS) or not _FIRST_PART.search(match[1])


def container_type(data: bytes) -> str | None:
    """Return the media type of a file that is not plain text, or None for bytes that may be text or a page.

    Raises NeedsRecognition for a picture; FormatError for a known kind without readable text, for a locked file, and for a document that would unpack
    to too much. ZIP is the answer for a zip that is no document.
    """
    start = data[:1024].lstrip(b"\x00\t\n\r\x0c \xef\xbb\xbf")
    if start.startswith(_ZIP):
        return zip_type(data)
    if data.startswith(_OLE):
        return _ole_type(data)
    if start.startswith(b"{\\rtf"):
        return RTF
    if b"%PDF-" in data[:1024]:
        return PDF
    if picture := _picture_kind(data):
        media_type, name = picture
        raise NeedsRecognition(say("这是一张图片（{0}），没有可读的文字。", name), media_type)
    if data.startswith(b"bplist00"):
        raise FormatError("这是 Safari 的网页归档，本系统读不了。请在浏览器里打开它，另存为“仅 HTML”再上传。")
    if data.startswith(_OLDEST_SHEETS):
        raise FormatError(_OLD_SHEET)
    for signature, sentence in _REFUSED:
        # A text may begin with these letters, but it has no zero bytes.
        if data.startswith(signature) and (not signature.isascii() or b"\x00" in data[:2048]):
            raise FormatError(sentence)
    if data.startswith(b"RIFF") and data[8:12] in _IN_RIFF:
        raise FormatError(_IN_RIFF[data[8:12]])
    if data[4:8] == b"ftyp":
        raise FormatError(
            _PICTURE.format("HEIC") if b"hei" in data[8:12] else "这是录像，没有可读的文字。请上传它的文字稿。"
        )
    if start.startswith(b"<?xml") and (found := _OFFICE_XML.search(start)):
        if found[0] == b"office:document":
            return FLAT_ODT
        if b"Excel" in found[0] or b"PowerPoint" in found[0]:
            raise FormatError(_OLD_SHEET if b"Excel" in found[0] else _SLIDES)
        return WORD_XML
    if _BOX_OF_MAILS.match(data[:400]) and _NEXT_MAIL.search(data):
        raise FormatError("这是整箱邮件（mbox）。请在邮件程序里把要的邮件逐封另存为 eml 再上传。")
    if is_mail(data):
        return MAIL
    return MHTML if is_mhtml(data) else None


def _picture_kind(data: bytes) -> tuple[str, str] | None:
    """Return the media type and the name of a picture in which text can be recognised, or None."""
    for signature, media_type, name in _PICTURES:
        if data.startswith(signature):
            return media_type, name
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp", "WebP"
    if data.startswith(b"BM") and data[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp", "BMP"
    return None


def _ole_type(data: bytes) -> str:
    """Return the kind by the names at the root of an OLE container: a table may embed a Word document, and a mail too."""
    roots = _root_names(data)
    for name, meaning in _STREAMS:
        if name in roots:
            if meaning == DOC:
                return DOC
            raise FormatError(meaning)
    raise FormatError(_NO_WORD)


def _root_names(data: bytes) -> set[str]:
    """Return the names at the root, in lower case; of a broken container the known names that stand anywhere in it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return {path[0].lower() for path in ole.listdir(streams=True, storages=True)[:_MOST_NAMES]}
    except MemoryError:
        raise
    except Exception:  # any error of the parser means that the file is broken
        folded = data.lower()
        return {name for name, _ in _STREAMS if (name + "\0").encode("utf-16-le") in folded}


def is_workbook(data: bytes) -> bool:
    """Return whether the bytes are an .xlsx, by the members of the zip."""
    if not data.startswith(b"PK\x03\x04") or b"xl/workbook" not in data:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "[Content_Types].xml" in package.namelist() and any(
                name.startswith("xl/workbook.") for name in package.namelist()
            )
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def zip_type(data: bytes) -> str:
    """Return DOCX, ODT, OFD or ZIP. Raises FormatError for other documents in a zip, locked ones, bombs and broken files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and _is_small(archive, "mimetype") else b""
            content_types = (
                archive.read("[Content_Types].xml")
                if "[Content_Types].xml" in names and _is_small(archive, "[Content_Types].xml")
                else b""
            )
            manifest = (
                archive.read("META-INF/manifest.xml")
                if mimetype and "META-INF/manifest.xml" in names and _is_small(archive, "META-INF/manifest.xml")
                else b""
            )
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise FormatError(BROKEN) from error
    is_document = mimetype or content_types or {"word/document.xml", "OFD.xml"} & names
    if not is_document:
        return _named_zip(names)
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 4096):
        raise FormatError(TOO_LARGE_UNPACKED)
    if any(member.flag_bits & 1 for member in members):
        raise FormatError(LOCKED)
    if "OFD.xml" in names:
        return OFD
    # A table and slides may embed a Word document.
    if "ppt/presentation.xml" in names:
        raise FormatError(_SLIDES)
    if any(name.startswith("xl/workbook.") for name in names):
        raise FormatError(_NEW_SHEET)
    if b"wordprocessingml" in content_types or "word/document.xml" in names:
        return DOCX
    if any(name.startswith("xl/") for name in names) or b"spreadsheet" in mimetype:
        raise FormatError(_NEW_SHEET)
    if any(name.startswith("ppt/") for name in names) or b"presentation" in mimetype:
        raise FormatError(_SLIDES)
    if b"epub" in mimetype:
        raise FormatError(_EPUB)
    if b"opendocument.text" in mimetype and "content.xml" in names:
        if b"encryption-data" in manifest:
            raise FormatError(LOCKED)
        return ODT
    return _named_zip(names)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size <= 1_000_000


def _named_zip(names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        raise FormatError(_NEW_SHEET)
    if any(name.startswith("ppt/") for name in names):
        raise FormatError(_SLIDES)
    if "uof.xml" in names:
        raise FormatError("这是标文通（UOF）文件，本系统读不了。请用 WPS 打开后另存为 docx 再上传。")
    if "AndroidManifest.xml" in names or "META-INF/MANIFEST.MF" in names:
        raise FormatError("这是程序文件，不是文档。请上传 txt、html、docx 或 pdf。")
    return ZIP
