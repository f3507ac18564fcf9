"""A page saved as one file (MHTML, RFC 2557), as browsers and Word do: the first page among its parts."""

from __future__ import annotations

import email
import email.policy

from archive.text.formats.extracted import FormatError

_EMPTY = "这是 MHT 网页文件，但里面没有网页正文。请在浏览器里打开它，另存为“仅 HTML”再上传。"
_MAX_PARTS = 2_000


def page_of_mail(data: bytes) -> tuple[bytes, str]:
    """Return (bytes of the first page, its address or ""). Raises FormatError if no part is a page."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for number, part in enumerate(message.walk()):
            if number > _MAX_PARTS:
                break
            if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                address = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
                return content, address.strip() if address.startswith("http") else ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise FormatError(_EMPTY) from error
    raise FormatError(_EMPTY)
