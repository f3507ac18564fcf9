"""Which files of a folder or a package are reports? Those with the endings of reports, and what opens like a page or document.

The files that belong to a saved page (``总结_files/`` beside ``总结.html``) are its own: they are counted, never read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.text.formats.decoding import decode_bytes, readability
from archive.text.formats.extracted import FormatError
from archive.text.formats.media_types import is_container
from archive.text.formats.packages.kinds import begins_like_page
from archive.text.formats.recognised.installed import PICTURE_ENDINGS, picture_endings, why_missing
from search.sentences import enumerated, say, together

#: Endings that are taken without a look; their content decides what they are.
REPORT_ENDINGS = frozenset({
    ".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".rtf", ".odt", ".wps", ".fodt", ".mht", ".mhtml", ".zip",
    ".eml", ".emlx", ".ofd", ".text", ".shtml", ".xhtml", ".docm", ".dotx", ".dot", ".ott", ".tar", ".tgz", ".warc", ".wacz",
})  # fmt: skip
#: Endings under which there may be a list of cards; the header decides whether it is one.
LIST_ENDINGS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".ris", ".bib"})
_DOUBLE_ENDINGS = (".tar.gz", ".warc.gz", ".tar.bz2")
#: Endings of what pages are made of: never a report, whatever it begins with. Pictures have a rule of their own.
_PARTS_OF_PAGES = frozenset({
    ".js", ".mjs", ".css", ".map", ".json", ".gif", ".ico", ".svg", ".woff", ".woff2",
    ".ttf", ".eot", ".otf", ".swf", ".xsl", ".rss", ".atom", ".cdx", ".cdxj", ".idx", ".py", ".sh", ".exe", ".dll", ".ini", ".log",
})  # fmt: skip
#: Endings of pages, and so of what a folder of parts may belong to.
_PAGE_ENDINGS = frozenset({
    ".html", ".htm", ".shtml", ".shtm", ".xhtml", ".xht", ".aspx", ".asp", ".jsp", ".jspx", ".php", ".do", ".action", ".mht", ".mhtml", ""
})  # fmt: skip
#: How browsers and Word name the folder of a saved page.
_PARTS_FOLDER = re.compile(
    r"(?P<page>.+?)[_.-](?:files?|文件|檔案|档案|ファイル|dateien|fichiers|archivos)", re.IGNORECASE
)
#: Bytes of a file that are looked at.
HEAD_BYTES = 8 * 1024
_FRAMESET = re.compile(rb"<frameset\b", re.IGNORECASE)
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_HAN = re.compile("[㐀-鿿]")
_FEWEST_HAN = 20
_NAMED = 12  # files that the note names


@dataclass(frozen=True, slots=True)
class ChosenFiles:
    """Positions of the reports and lists of cards; what else there is: names, and how many belong to a saved page.

    ``pictures`` counts those among ``passed_over`` that may be scans, and cannot be read on this machine.
    """

    chosen: tuple[int, ...]
    passed_over: tuple[str, ...] = ()
    of_pages: int = 0
    pictures: int = 0

    @property
    def note(self) -> str:
        """Return the Chinese sentence that tells what was not read; "" if everything was."""
        sentences = []
        if self.of_pages:
            sentences.append(
                say("网页自带的文件 {0} 个（如“X_files”文件夹里的）属于各自的网页，没有另读。", self.of_pages)
            )
        if self.passed_over:
            endings = Counter(PurePosixPath(name).suffix.lower() or say("无后缀") for name in self.passed_over)
            kinds = enumerated(say("{0} {1} 个", ending, count) for ending, count in endings.most_common(_NAMED))
            named = enumerated(_short(name) for name in self.passed_over[:_NAMED])
            more = say("等") if len(self.passed_over) > _NAMED else ""
            others = len(self.passed_over)
            sentences.append(say("另有 {0} 个不是报告的文件没有读（{1}）：{2}{3}。", others, kinds, named, more))
            if self.pictures:
                sentences.append(say("其中图片 {0} 张：{1}", self.pictures, why_missing()))
        return together(sentences)


def choose_files(names: Sequence[str], head_of: Callable[[int], bytes]) -> ChosenFiles:
    """Choose among files by their relative names, with ``/``.

    ``head_of`` returns the first HEAD_BYTES bytes of the file at a position; it is asked only where the name says too
    little.
    """
    at_of = {name: at for at, name in enumerate(names)}
    # The folder of a frameset holds the article itself.
    own = {folder for folder, page in _parts_folders(names).items() if not _FRAMESET.search(head_of(at_of[page]))}
    sites = {name.rpartition("/")[0] for name in names if _ending(name) in _PAGE_ENDINGS - {""}}
    readable = picture_endings()
    chosen: list[int] = []
    passed_over: list[str] = []
    of_pages = pictures = 0
    for at, name in enumerate(names):
        # Pictures below a page are those of a site; others are scans.
        is_scan = _ending(name) in PICTURE_ENDINGS and "" not in sites and not _is_below(name, sites)
        if _is_below(name, own):
            of_pages += 1
        elif (is_scan and _ending(name) in readable) or _is_report(name, at, head_of):
            chosen.append(at)
        else:
            passed_over.append(name)
            pictures += is_scan
    return ChosenFiles(tuple(chosen), tuple(passed_over), of_pages, pictures)


def is_left_behind(name: str) -> bool:
    """Return whether a system or an office program left the file there: hidden files, __MACOSX, Thumbs.db, ~$locks."""
    return bool(_LEFT_BEHIND.search(name))


def _is_report(name: str, at: int, head_of: Callable[[int], bytes]) -> bool:
    """Return whether a file may be a report or a list of cards, by its ending, else by its first bytes."""
    ending = _ending(name)
    if PurePosixPath(name).stem.upper().startswith("README") or ending in _PARTS_OF_PAGES | PICTURE_ENDINGS:
        return False
    if _is_taken(name, ending):
        return True
    head = head_of(at)
    return begins_like_page(head) or is_container(head) or (ending == "" and _is_prose(head))


def _is_taken(name: str, ending: str) -> bool:
    return ending in REPORT_ENDINGS | LIST_ENDINGS or name.lower().endswith(_DOUBLE_ENDINGS)


def _ending(name: str) -> str:
    """Return the ending in small letters; "" for none, and for what stands behind a full stop without being one."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _is_prose(head: bytes) -> bool:
    if b"\x00\x00\x00" in head[:2048]:
        return False
    try:
        # A cut character at the end of the first bytes is no damage.
        text = decode_bytes(head[: len(head) // 4 * 4])[0]
    except FormatError:
        return False
    return len(_HAN.findall(text[:20_000])) >= _FEWEST_HAN and readability(text) > 0.1


def _parts_folders(names: Sequence[str]) -> dict[str, str]:
    """Return {folder of parts: the saved page beside it}."""
    folders = {name.rpartition("/")[0] for name in names}
    above = {
        "/".join(parts[:end]) for folder in folders for parts in [folder.split("/")] for end in range(1, len(parts) + 1)
    }
    wanted: dict[str, dict[str, list[str]]] = {}
    for folder in above:
        parent, _, last = folder.rpartition("/")
        if found := _PARTS_FOLDER.fullmatch(last):
            wanted.setdefault(parent, {}).setdefault(found["page"].lower(), []).append(folder)
    owned: dict[str, str] = {}
    if wanted:
        for name in names:
            parent, _, last = name.rpartition("/")
            if parent in wanted and _ending(last) in _PAGE_ENDINGS:
                for called in (last, PurePosixPath(last).stem):
                    owned |= dict.fromkeys(wanted[parent].get(called.lower(), ()), name)
    return owned


def _is_below(name: str, folders: set[str]) -> bool:
    parts = name.split("/")
    return any("/".join(parts[:end]) in folders for end in range(1, len(parts)))


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"…{name[-39:]}"
