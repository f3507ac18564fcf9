"""Members of a zip that is a document: read within a bound, parsed without any access outside."""

from __future__ import annotations

import zipfile

from lxml import etree

MAX_MEMBER = 60 * 1024 * 1024


def read_member(package: zipfile.ZipFile, name: str, limit: int = MAX_MEMBER) -> bytes:
    """Return the bytes of a member, b"" if there is none. Raises ValueError beyond ``limit`` bytes unpacked.

    The size in the member's header is not trusted.
    """
    try:
        member = package.open(name)
    except KeyError:
        return b""
    with member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"{name} unpacks to more than {limit} bytes")
    return content


def parse_xml(content: bytes) -> etree._Element:
    """Return the root element; depth and size keep libxml2's limits.

    Raises ValueError for a document type (ECMA-376-2, 8.3.2).
    """
    if b"<!DOCTYPE" in content[:4096]:
        raise ValueError("a part of a document declares a document type")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)
