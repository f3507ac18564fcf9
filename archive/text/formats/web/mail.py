"""A page saved as one file (MHTML, RFC 2557), as browsers and Word do: the page among its parts that holds the article."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message

from archive.text.formats.extracted import FormatError
from archive.text.formats.sentences import count_sentences_of_page

_EMPTY = "这是 MHT 网页文件，但里面没有网页正文。请在浏览器里打开它，另存为“仅 HTML”再上传。"
_MAX_PARTS = 2_000
#: Pages that are looked at, and their bytes: a frameset has three, a page with advertisements some dozens.
_MOST_PAGES, _MOST_PAGE_BYTES = 50, 20 * 1024 * 1024
_FRAMESET = re.compile(rb"<frameset\b", re.IGNORECASE)
#: Sentences of a page that has an article of its own; frames beside it are comments and advertisements.
_ARTICLE = 3


def page_of_mail(data: bytes) -> tuple[bytes, str]:
    """Return (bytes of the page with the article, its address or ""). Raises FormatError if no part is a page.

    The first page is the saved one. Where it is a frameset, or has hardly a sentence, the frame with most sentences is.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        pages = _pages(message)
        if not pages:
            raise FormatError(_EMPTY)
        first, address = pages[0]
        saved_from = str(message.get("Snapshot-Content-Location") or address).strip()
        if _has_article(first) or len(pages) == 1:
            return first, _web_address(saved_from)
        # Of two alike the first: max keeps it.
        content, address = max(pages, key=lambda page: count_sentences_of_page(page[0]))
        return content, _web_address(saved_from if content is first else address or saved_from)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(_EMPTY) from error


def _pages(message: Message) -> list[tuple[bytes, str]]:
    """Return (bytes, address) of the pages among the parts, in their order."""
    pages: list[tuple[bytes, str]] = []
    size = 0
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS or len(pages) >= _MOST_PAGES or size > _MOST_PAGE_BYTES:
            break
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            size += len(content)
            pages.append((content, str(part.get("Content-Location") or "").strip()))
    return pages


def _has_article(page: bytes) -> bool:
    return not _FRAMESET.search(page.replace(b"\x00", b"")) and count_sentences_of_page(page) >= _ARTICLE


def _web_address(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""
