"""The text of an RTF file, read byte by byte, because its Chinese is bytes of a code page.

striprtf was tried and rejected: it decodes each run of bytes as soon as anything stands between them, so a line end
inside a character is an error; and one of its patterns takes cubic time on a hostile file.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from archive.text.formats.extracted import FormatError, PageHints
from archive.text.formats.properties import confirmed_hints

# A control word, bytes in hex, a control symbol, a brace, a line end of the file (no text), or a run of text.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z'])|([{}])|([\r\n\x00]+)|([^\\{}\r\n\x00]+)|(.)",
    re.DOTALL,
)
# RTF 1.9.1: destinations whose words are no part of the text.
_SILENT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "info",
    "pict", "object", "objdata", "fldinst", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "annotation", "atnid", "atnauthor",
    "bkmkstart", "bkmkend", "xe", "tc", "themedata", "colorschememapping", "datastore", "latentstyles", "pntxtb",
    "pntxta", "pnseclvl", "template", "private", "nonesttables", "filetbl", "sp", "nonshppict", "background",
    "passwordhash", "mmathPr", "xmlnstbl", "upr", "docvar", "userprops", "falt", "panose", "fname",
))  # fmt: skip
# Destinations marked \* are skipped unless they are one of these.
_HEARD = frozenset(("ud", "shptxt", "shpinst", "listtext", "pntext", "nesttableprops", "shp"))
_WORDS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "row": "\n", "nestrow": "\n",
    "cell": "\x1f", "nestcell": " ", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u3000", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 0: "", 1: "", 2: "", 161: "cp1253", 204: "cp1251",
    238: "cp1250",
}  # fmt: skip
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}
_INFO = ("title", "author", "creatim")
_BULLETS = re.compile("[•·●○◦■□◆➢▪\ue000-\uf8ff]")
_DEEPEST = 2_000


@dataclass(slots=True)
class _Group:
    silent: bool = False
    destination: str = ""
    font: str = ""
    fallback: int = 1  # bytes that stand after \u for readers without Unicode
    hidden: bool = False


@dataclass(slots=True)
class _Reader:
    page: str = "cp1252"
    default_font: str = ""
    fonts: dict[str, str] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    info: dict[str, list[str]] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 0

    def read(self, data: bytes) -> None:
        at = 0
        while match := _TOKEN.match(data, at):
            at = match.end()
            word, number, figures, symbol, brace, _ends, text, _rest = match.groups()
            if text is not None or figures is not None:
                self._take(text if text is not None else bytes.fromhex(figures.replace(b"\\'", b"").decode()))
            elif word is not None:
                self.flush()
                name = word.decode()
                value = int(number) if number else None
                if name == "bin":
                    at += max(0, value or 0)
                else:
                    self._word(name, value)
            elif symbol is not None:
                self.flush()
                self.skip = 0
                if symbol == b"*":
                    self.group.silent = True
                    self.group.destination = "*"
                else:
                    self._write(_SYMBOLS.get(symbol, ""))
            elif brace == b"{":
                self.flush()
                self.skip = 0
                if len(self.outer) > _DEEPEST:
                    raise ValueError("groups too deep")
                self.outer.append(self.group)
                self.group = replace(self.group)
            elif brace == b"}":
                self.flush()
                self.skip = 0
                if not self.outer:
                    break
                ended, self.group = self.group, self.outer.pop()
                if ended.destination == "footnote" and self.group.destination != "footnote":
                    self.notes.append("\x1e")
                if not self.outer:
                    break
        self.flush()

    def _take(self, text: bytes) -> None:
        if self.skip:
            skipped = min(self.skip, len(text))
            self.skip -= skipped
            text = text[skipped:]
        self.pending += text

    def flush(self) -> None:
        if not self.pending:
            return
        encoding = self.fonts.get(self.group.font or self.default_font, "") or self.page
        text = bytes(self.pending).decode(encoding, errors="replace")
        self.pending.clear()
        self._write(text)

    def _write(self, text: str) -> None:
        name = self.group.destination
        if name in ("listtext", "pntext"):
            # Bullets, and the layout between a number and its words, are left out.
            text = _BULLETS.sub("", text).strip()
        if name in _INFO:
            self.info.setdefault(name, []).append(text)
        elif name == "footnote":
            self.notes.append(text)
        elif not self.group.silent and not self.group.hidden:
            self.written.append(text)

    def _word(self, name: str, value: int | None) -> None:
        if self.group.destination == "*":
            self.group.destination = name
            self.group.silent = name not in _HEARD or any(outer.silent for outer in self.outer[-1:])
            if name == "ud" and self.outer:  # the Unicode half of \upr; the other half is left out
                self.group.silent = len(self.outer) > 1 and self.outer[-2].silent
            return
        if name == "u" and value is not None:
            # UTF-16 code units as signed numbers; pairs are joined at the end.
            self._write(chr(value % 0x10000))
            self.skip = self.group.fallback
            return
        self.skip = 0
        if name in _WORDS:
            self._write(_WORDS[name])
        elif name == "uc":
            self.group.fallback = min(max(value or 0, 0), 8)
        elif name == "f" and value is not None:
            self.group.font = str(value)
        elif name == "fcharset":
            self.fonts.setdefault(self.group.font, _CHARSETS.get(value or 0, ""))
        elif name == "cpg" and value:
            self.fonts[self.group.font] = _code_page(value) or ""
        elif name == "deff" and value is not None:
            self.default_font = str(value)
        elif name == "plain":
            self.group.font, self.group.hidden = self.default_font, False
        elif name == "ansicpg" and value:
            self.page = _code_page(value) or self.page
        elif name in _INFO and any(outer.destination == "info" for outer in self.outer):
            self.group.destination = name
            self.info[name] = []  # of two halves of \upr the second is in Unicode
        elif name in ("listtext", "pntext"):
            self.group.destination = name
        elif name in ("yr", "mo", "dy") and self.group.destination == "creatim":
            self.info.setdefault("creatim", []).append(f"{value or 0:02d}-")
        elif name == "footnote":
            self.group.destination = "footnote"
        elif name == "v":
            self.group.hidden = value != 0
        elif name in _SILENT:
            self.group.silent = True
            self.group.destination = name


def read_rtf(data: bytes) -> tuple[str, PageHints]:
    """Return text (a paragraph or a table row a line, cells joined by a tab, footnotes last) and confirmed hints.

    Numbers of lists are in the file and so in the text. Raises FormatError for a file that is cut off or no RTF.
    """
    reader = _Reader()
    try:
        reader.read(data[data.index(b"{\\rtf") :])
    except (ValueError, IndexError, OverflowError) as error:
        raise FormatError("RTF 文件已损坏，打不开。请用 Word 或 WPS 打开后另存为 docx 或 txt 再上传。") from error
    text = _joined(reader.written)
    # The mark before the end of a row closes its last cell.
    text = "\n".join(line.replace("\x1f", "\t").rstrip("\t") for line in text.split("\n"))
    notes = [note.replace("\n", " ").strip() for note in _joined(reader.notes).split("\x1e")]
    text = "\n".join([text.rstrip("\n"), *(f"[{at}] {note}" for at, note in enumerate(filter(None, notes), 1))])
    said = {name: _joined(pieces) for name, pieces in reader.info.items()}
    hints = confirmed_hints(
        text, title=said.get("title", ""), author=said.get("author", ""), created=said.get("creatim", "").rstrip("-")
    )
    return text, hints


def _joined(pieces: list[str]) -> str:
    """Return one string, with pairs of surrogates made one character and lone ones replaced."""
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _code_page(number: int) -> str | None:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name
