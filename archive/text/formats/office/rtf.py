"""The text of an RTF file, read byte by byte, because its Chinese is bytes of a code page.

striprtf was tried and rejected: it decodes each run of bytes as soon as anything stands between them, so a line end
inside a character is an error; and one of its patterns takes cubic time on a hostile file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from archive.text.formats.extracted import FormatError, PageHints
from archive.text.formats.office.fields import BEGIN, END, SEPARATE, Fields
from archive.text.formats.office.rtf_words import (
    BOXES,
    CHARSETS,
    HEARD,
    INFO,
    LETTER_KINDS,
    SIGNS,
    SILENT,
    SYMBOLS,
    WORDS,
    code_page,
)
from archive.text.formats.office.symbols import is_symbol_font, symbol
from archive.text.formats.properties import confirmed_hints

# A control word, bytes in hex, a control symbol, a brace, a line end of the file (no text), or a run of text.
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z'])|([{}])|([\r\n\x00]+)|([^\\{}\r\n\x00]+)|(.)",
    re.DOTALL,
)
_BULLETS = re.compile("[•·●○◦■□◆➢▪\ue000-\uf8ff]")
_DEEPEST = 2_000
_WORD_ART = "gtextUNICODE"  # the property of a shape that holds its words


@dataclass(slots=True)
class _Group:
    silent: bool = False
    destination: str = ""
    font: str = ""
    kind: str = ""  # of letters: "dbch" for those of two bytes
    wide_font: str = ""  # the font of letters of two bytes
    fallback: int = 1  # bytes that stand after \u for readers without Unicode
    hidden: bool = False
    deleted: bool = False
    in_note: bool = False
    in_box: bool = False
    is_field: bool = False


@dataclass(slots=True)
class _Reader:
    page: str = "cp1252"
    default_font: str = ""
    fonts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    of_signs: set[str] = field(default_factory=set)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    fields: Fields = field(default_factory=Fields)
    written: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)  # words of boxes that wait for the end of their paragraph
    notes: list[str] = field(default_factory=list)
    info: dict[str, list[str]] = field(default_factory=dict)
    shape: dict[str, str] = field(default_factory=dict)  # a property of a shape: its name (sn) and value (sv)
    pending: bytearray = field(default_factory=bytearray)
    skip: int = 0
    opened: bool = False  # whether a group was opened just now: a star counts there only

    def read(self, data: bytes) -> None:
        at = 0
        while match := _TOKEN.match(data, at):
            at = match.end()
            word, number, figures, symbol, brace, ends, text, _rest = match.groups()
            opened, self.opened = self.opened, brace == b"{" or (ends is not None and self.opened)
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
                if symbol != b"*":
                    self._write(SYMBOLS.get(symbol, ""))
                elif opened:  # OpenOffice writes \*\cs7 into the middle of a run, where it hides nothing
                    self.group.silent = True
                    self.group.destination = "*"
            elif brace == b"{":
                self.flush()
                self.skip = 0
                if len(self.outer) > _DEEPEST:
                    raise ValueError("groups too deep")
                self.outer.append(self.group)
                self.group = replace(self.group, is_field=False)
            elif brace == b"}":
                self.flush()
                self.skip = 0
                if not self.outer:
                    break
                ended, self.group = self.group, self.outer.pop()
                self._end(ended)
                if not self.outer:
                    break
        self.flush()
        self._end_paragraph()

    def _end(self, ended: _Group) -> None:
        """Do what the end of a group means: of a note, a box, a field, or a property of a shape."""
        if ended.in_note and not self.group.in_note:
            self.notes.append("\x1e")
        if ended.in_box and not self.group.in_box:
            self.boxes.append("\n")
        if ended.is_field:
            self._write(self.fields.mark(END))
        if ended.destination == "sp" and self.group.destination != "sp":
            if self.shape.get("sn") == _WORD_ART and not self.group.silent:
                self.boxes += [self.shape.get("sv", ""), "\n"]
            self.shape.clear()

    def _take(self, text: bytes) -> None:
        if self.skip:
            skipped = min(self.skip, len(text))
            self.skip -= skipped
            text = text[skipped:]
        self.pending += text

    def _font(self) -> str:
        """Return the number of the font of the next words: for letters of two bytes their own, if its bytes are known."""
        wide = self.group.wide_font if self.group.kind == "dbch" else ""
        return wide if self.fonts.get(wide) else self.group.font or self.default_font

    def flush(self) -> None:
        if not self.pending:
            return
        font = self._font()
        if self._is_of_signs(font):
            text = "".join(symbol(self.names[font], byte) for byte in self.pending)
        else:
            text = bytes(self.pending).decode(self.fonts.get(font, "") or self.page, errors="replace")
        self.pending.clear()
        self._write(text)

    def _is_of_signs(self, font: str) -> bool:
        return (
            font in self.of_signs and self.group.destination != "fonttbl" and is_symbol_font(self.names.get(font, ""))
        )

    def _write(self, text: str) -> None:
        name = self.group.destination
        if name in ("listtext", "pntext"):
            # Bullets, and the layout between a number and its words, are left out.
            text = "" if self._is_of_signs(self._font()) else _BULLETS.sub("", text).strip()
        if name in INFO:
            self.info.setdefault(name, []).append(text)
        elif name == "fonttbl":
            self.names[self.group.font] = self.names.get(self.group.font, "")[:100] + text.partition(";")[0]
        elif name in ("sn", "sv"):
            if name == "sn" or self.shape.get("sn") == _WORD_ART:
                self.shape[name] = self.shape.get(name, "") + text
        elif not self.group.silent and not self.group.deleted and (not self.group.hidden or text == "\n"):
            text = self.fields.shown(text)
            sink = self.notes if self.group.in_note else self.boxes if self.group.in_box else self.written
            sink.append(text)
            if sink is self.written and text == "\n":
                self._end_paragraph()

    def _end_paragraph(self) -> None:
        """Write the words of the boxes that stand in the paragraph that ends here, so that none parts its sentence."""
        if self.boxes:
            words = "\n" + "".join(self.boxes)
            self.boxes.clear()
            self.written.append(re.sub("\n{2,}", "\n", words)[bool(self.written) and self.written[-1] == "\n" :])

    def _word(self, name: str, value: int | None) -> None:
        group = self.group
        if group.destination == "*":
            group.destination = name
            group.silent = name not in HEARD or any(outer.silent for outer in self.outer[-1:])
            group.silent = group.silent or (name == "fldinst" and not self.fields.open)
            if name == "ud" and self.outer:  # the Unicode half of \upr; the other half is left out
                group.silent = len(self.outer) > 1 and self.outer[-2].silent
            if not group.silent and name in BOXES:
                group.in_box = True
            return
        if name == "u" and value is not None:
            # UTF-16 code units as signed numbers; pairs are joined at the end.
            font = self._font()
            self._write(symbol(self.names[font], value % 0x10000) if self._is_of_signs(font) else chr(value % 0x10000))
            self.skip = group.fallback
            return
        self.skip = 0
        if name in WORDS:
            self._write(WORDS[name])
        elif name == "uc":
            group.fallback = min(max(value or 0, 0), 8)
        elif name in LETTER_KINDS:
            group.kind = name
        elif name in ("f", "af") and value is not None:
            if group.kind == "dbch":
                group.wide_font = str(value)
            if name == "f":
                group.font = str(value)
        elif name == "fcharset":
            self.fonts.setdefault(group.font, CHARSETS.get(value or 0, ""))
            if value == SIGNS:
                self.of_signs.add(group.font)
        elif name == "cpg" and value:
            self.fonts[group.font] = code_page(value) or ""
        elif name == "deff" and value is not None:
            self.default_font = str(value)
        elif name == "plain":
            group.font, group.hidden, group.deleted = self.default_font, False, False
            group.kind = group.wide_font = ""
        elif name == "ansicpg" and value:
            self.page = code_page(value) or self.page
        elif name == "v":
            group.hidden = value != 0
        elif name in ("deleted", "mvf"):  # words that were deleted or moved away under tracked changes
            group.deleted = value != 0
        else:
            self._destination(name, value)

    def _destination(self, name: str, value: int | None) -> None:
        group = self.group
        if name in INFO and any(outer.destination == "info" for outer in self.outer):
            group.destination = name
            self.info[name] = []  # of two halves of \upr the second is in Unicode
        elif name in ("listtext", "pntext") or (name in ("sn", "sv") and group.destination == "sp"):
            group.destination = name
        elif name in ("yr", "mo", "dy") and group.destination == "creatim":
            self.info.setdefault("creatim", []).append(f"{value or 0:02d}-")
        elif name == "field":
            group.is_field = True
            self.fields.mark(BEGIN)
        elif name == "fldrslt":
            self.fields.mark(SEPARATE)
        elif name == "fldinst":
            group.silent = group.silent or not self.fields.open
        elif name in ("ffres", "ffdefres") and value in (0, 1):  # 25 stands for "as by default"
            self.fields.tick(value == 1)
        elif name == "footnote":
            group.destination, group.in_note = "footnote", True
        elif name in BOXES:
            group.in_box = True
        elif name in SILENT:
            group.silent = True
            group.destination = name


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
