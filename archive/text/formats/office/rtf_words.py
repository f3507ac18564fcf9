"""The control words of RTF 1.9.1 that matter for a text."""

from __future__ import annotations

import codecs

# Destinations whose words are no part of the text.
SILENT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "info",
    "pict", "object", "objdata", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "annotation", "atnid", "atnauthor",
    "bkmkstart", "bkmkend", "xe", "tc", "themedata", "colorschememapping", "datastore", "latentstyles", "pntxtb",
    "pntxta", "pnseclvl", "template", "private", "nonesttables", "filetbl", "sp", "nonshppict", "background",
    "passwordhash", "mmathPr", "xmlnstbl", "upr", "docvar", "userprops", "falt", "panose", "fname", "shprslt",
))  # fmt: skip
# Destinations marked \* are skipped unless they are one of these.
HEARD = frozenset(("ud", "shptxt", "shpinst", "listtext", "pntext", "nesttableprops", "shp", "fldinst", "do"))
#: Text boxes: of a shape, and of a drawing of Word 6.
BOXES = ("shptxt", "dptxbxtext")
WORDS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "row": "\n", "nestrow": "\n",
    "cell": "\x1f", "nestcell": " ", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u3000", "enspace": " ", "qmspace": " ",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
#: Values of \fcharset; of a font of signs the bytes are no letters.
SIGNS = 2
CHARSETS = {
    134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 0: "", 1: "", SIGNS: "", 161: "cp1253", 204: "cp1251",
    238: "cp1250",
}  # fmt: skip
INFO = ("title", "author", "creatim")
#: Kinds of letters that share a run, each with a font of its own (\loch\af1\hich\af1\dbch\af13).
LETTER_KINDS = ("loch", "hich", "dbch", "rtlch", "ltrch")
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}


def code_page(number: int) -> str | None:
    """Return the name of the codec of a Windows code page, None for one that is not known."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name
