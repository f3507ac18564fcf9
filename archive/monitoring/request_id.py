"""The name of the request that is being answered, for every line of the log."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar, Token

#: What a proxy in front may have given it: nothing that could break a line or a header.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The request answered by this thread, or "" outside of any."""
    return _current.get()


def begin_request(given: str) -> Token[str]:
    """Take ``given`` for this request's id if it is sane, else a new one; end it with ``end_request``."""
    return _current.set(given if _SANE.fullmatch(given) else uuid.uuid4().hex)


def end_request(token: Token[str]) -> None:
    _current.reset(token)
