"""What kind of file some bytes are, by their first bytes and, for containers, by what lies inside."""

from __future__ import annotations

import io
import zipfile
import zlib

from archive.text.formats.extracted import FormatError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# A docx of text inflates five to thirty times; a bomb a thousand times and more.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 300
MAX_MEMBERS = 5_000

_SAVE_AS = "请用 Word 或 WPS 打开后另存为 docx 或 txt 再上传。"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_UNSUPPORTED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "暂不支持 PDF，请另存为 docx 或 txt 再上传；扫描件请先做文字识别。"),
    (b"{\\rtf", f"暂不支持 RTF，{_SAVE_AS}"),
    (b"\x89PNG\r\n", "这是一张图片（PNG），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"\xff\xd8\xff", "这是一张图片（JPEG），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"GIF8", "这是一张图片（GIF），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"BM\x00", "这是一张图片（BMP），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"II*\x00", "这是一张图片（TIFF），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"MM\x00*", "这是一张图片（TIFF），没有可读的文字。请先做文字识别，再上传 txt 或 docx。"),
    (b"Rar!", "这是 RAR 压缩包，请解压后逐个上传里面的文件。"),
    (b"7z\xbc\xaf", "这是 7z 压缩包，请解压后逐个上传里面的文件。"),
    (b"\x1f\x8b", "这是 gzip 压缩包，请解压后逐个上传里面的文件。"),
    (b"MZ\x90", "这是程序文件，不是文档。请上传 txt、html 或 docx。"),
    (b"\x7fELF", "这是程序文件，不是文档。请上传 txt、html 或 docx。"),
)


def container_type(data: bytes) -> str | None:
    """The media type of a file that is not plain text: DOCX, or None for bytes that may be text or a page.

    Raises FormatError for a known kind that cannot be read yet, and for a zip that would unpack to too much.
    """
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    if data.startswith(_OLE):
        raise FormatError(_ole_sentence(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise FormatError("这是一张图片（WebP），没有可读的文字。请先做文字识别，再上传 txt 或 docx。")
    for signature, sentence in _UNSUPPORTED:
        if data.startswith(signature):
            raise FormatError(sentence)
    return None


def _ole_sentence(data: bytes) -> str:
    """Names of streams are UTF-16 in an OLE container: they tell a locked docx from an old doc."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设了打开密码，无法读取。请在 Word 或 WPS 里去掉密码后再上传。"
    if "WordDocument".encode("utf-16-le") in data:
        return f"暂不支持旧版 DOC，{_SAVE_AS}"
    return "暂不支持旧版 Office 文件，请另存为 docx 或 txt 再上传。"


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise FormatError(f"文件已损坏，打不开。{_SAVE_AS}") from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 4096):
        raise FormatError("压缩内容展开后过大，已拒绝打开。请删去文件里的图片和附件，或只把文字另存为 txt 再上传。")
    names = {member.filename for member in members}
    if "word/document.xml" in names:
        if any(member.flag_bits & 1 for member in members):
            raise FormatError("文件设了打开密码，无法读取。请在 Word 或 WPS 里去掉密码后再上传。")
        return DOCX
    if any(name.startswith("xl/") for name in names):
        raise FormatError("这是 Excel 表格。请把报告的文字另存为 docx 或 txt 再上传。")
    if any(name.startswith("ppt/") for name in names):
        raise FormatError("这是 PowerPoint 演示文稿。请把报告的文字另存为 docx 或 txt 再上传。")
    if "mimetype" in names and "content.xml" in names:
        raise FormatError(f"暂不支持 ODT，{_SAVE_AS}")
    raise FormatError("这是 ZIP 压缩包，请解压后逐个上传里面的文件。")
