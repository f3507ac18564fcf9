"""The parts of a docx and the relations between them (ECMA-376 Part 2): found by relation, never by a usual name alone."""

from __future__ import annotations

import base64
import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from archive.text.formats.office.numbering import W
from archive.text.formats.office.package import parse_xml, read_member

# Word's "strict" files use other namespaces (ISO/IEC 29500-1 and -4).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_MOST_RELATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another part names by ``id``; ``kind`` is the last word of its type, ``target`` a full name."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one document by name; names differ in more than case (Part 2, 6.2.2.3)."""

    names: dict[str, str]
    content: Callable[[str], bytes]

    def read(self, name: str) -> bytes:
        """Return the bytes of a part, b"" if there is none."""
        real = self.names.get(_plain(name)) or self.names.get(_plain(unquote(name)))
        return self.content(real) if real else b""

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of a part, None if there is none. Raises for what is no XML."""
        content = self.read(name)
        return parsed(content) if content else None

    def main(self) -> str:
        """Return word/document.xml, or the part that the package names as its document."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and _plain(relation.target) in self.names:
                return relation.target
        return "word/document.xml"

    def relations(self, part: str) -> list[Relation]:
        """Return the relations of a part, those of the package for ""; without what lies outside of the package."""
        folder, name = posixpath.split(part)
        content = self.read(posixpath.join(folder, "_rels", f"{name}.rels"))
        if not content:
            return []
        return [
            Relation(
                each.get("Id", ""),
                each.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", "").replace("\\", "/"))).lstrip("/"),
            )
            for each in list(parse_xml(content))[:_MOST_RELATIONS]
            if each.get("TargetMode", "") != "External"
        ]


def parts_of_zip(package: zipfile.ZipFile) -> Parts:
    names = {_plain(name): name for name in reversed(package.namelist())}
    return Parts(names, lambda name: read_member(package, name))


def parts_of_xml(root: etree._Element) -> Parts:
    """Return the parts of a document that is one XML file (pkg:package)."""
    held: dict[str, etree._Element] = {}
    for part in root.iter(f"{_PKG}part"):
        for child in part:
            if child.tag in (f"{_PKG}xmlData", f"{_PKG}binaryData"):
                held[part.get(f"{_PKG}name", "").lstrip("/")] = child

    def content(name: str) -> bytes:
        element = held[name]
        if element.tag == f"{_PKG}xmlData":
            return etree.tostring(element[0]) if len(element) else b""
        return base64.b64decode("".join((element.text or "").split()))

    return Parts({_plain(name): name for name in held}, content)


def parsed(content: bytes) -> etree._Element:
    """Return the root element, in the usual namespaces."""
    if b"purl.oclc.org" in content[:4096]:
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    return parse_xml(content)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
