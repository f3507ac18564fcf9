"""A mail server on loopback (aiosmtpd), which keeps what it takes, and fails where a test tells it to."""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

SITE = "https://jiceng.example"
SENDER = "guanzhu@jiceng.example"


@dataclass
class Mailbox:
    """What came in, and how the server behaves: answers by address, and ``breaks`` "before" or "after" it took a text."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    of_texts: dict[str, str] = field(default_factory=dict)
    breaks: str = ""

    def empty(self) -> None:
        self.taken, self.answers, self.of_texts, self.breaks = [], {}, {}, ""

    def letters(self, address: str = "") -> list[EmailMessage]:
        return [
            message_from_bytes(text, policy=policy.default)
            for to, text in self.taken
            if not address or to == address
        ]  # fmt: skip

    def texts(self, address: str = "") -> list[str]:
        return [letter.get_content().replace("\r\n", "\n") for letter in self.letters(address)]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.breaks == "before":
            server.transport.abort()
            return "250 OK"
        address = envelope.rcpt_tos[0]
        if address in self.of_texts:
            return self.of_texts[address]
        self.taken.append((address, envelope.original_content))
        if self.breaks == "after":
            server.transport.abort()
        return "250 OK"


def _knows(server, session, envelope, mechanism, login) -> AuthResult:
    return AuthResult(success=(login.login, login.password) == (b"jiceng", b"geheim"), handled=False)


@contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[Mailbox]:
    """A running server; with a file of key and certificate it asks for STARTTLS and for the login jiceng, geheim."""
    options = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"tls_context": context, "require_starttls": True, "authenticator": _knows, "auth_required": True}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box = Mailbox(free.getsockname()[1])
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def link_in(text: str, name: str) -> str:
    """The path and parameters of the one link of a letter to /watch/<name>/."""
    (found,) = set(re.findall(rf"{re.escape(SITE)}(/watch/{name}/\?\S+)", text))
    return found


def raw_head(text: bytes) -> bytes:
    return text.partition(b"\r\n\r\n")[0]
