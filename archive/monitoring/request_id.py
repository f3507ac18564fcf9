"""The id of the request that is being answered, for every line of the log."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar, Token

#: An id that a proxy may give: nothing in it can break a line or a header.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request that this thread answers, "" outside of any."""
    return _current.get()


def begin_request(given: str) -> Token[str]:
    """Set the id of a request to ``given`` if it is sane, else to a new one; ``end_request`` takes the token back."""
    return _current.set(given if _SANE.fullmatch(given) else uuid.uuid4().hex)


def end_request(token: Token[str]) -> None:
    """Restore the id of before ``begin_request``."""
    _current.reset(token)
