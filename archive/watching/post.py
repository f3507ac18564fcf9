"""One connection to the mail server (SMTP, RFC 5321), and what became of each letter that was handed over by it.

The steps are taken one by one, so that each way of failing is known: before the text of a letter went out it was surely
not taken; after the server's answer it surely was, or was not; in between nobody knows.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from django.conf import settings

#: Seconds for a step.
_SECONDS = 30.0
_OK = range(200, 300)
_CLOSING = 421
_PERMANENT = range(500, 600)


class PostUnavailable(Exception):
    """The mail server does not answer, or takes nothing now; no letter was handed over. ``code``: of its answer, or a word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LetterRefused(Exception):
    """The server took not this letter. ``is_permanent``: it never will."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = str(code)
        self.is_permanent = code in _PERMANENT


class LetterInDoubt(Exception):
    """The connection broke while the letter went out, or before the answer: it may have been taken."""


class Post:
    """An open connection."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def hand_over(self, address: str, letter: bytes) -> None:
        """Return when the server has taken the letter. Raises LetterRefused, LetterInDoubt, PostUnavailable."""
        try:
            self._step(self._server.mail(settings.MAIL_SERVER.sender)[0])
            self._step(self._server.rcpt(address)[0])
        except (smtplib.SMTPException, OSError) as error:
            raise PostUnavailable("no-answer") from error
        try:
            code, _ = self._server.data(letter)
        except smtplib.SMTPDataError as error:  # refused before the text went out
            code = error.smtp_code
        except (smtplib.SMTPException, OSError) as error:
            raise LetterInDoubt from error
        self._step(code)

    def _step(self, code: int) -> None:
        """Raise what an answer other than yes means; the connection is ready for the next letter then, unless it closes."""
        if code in _OK:
            return
        if code == _CLOSING:
            raise PostUnavailable(str(code))
        with suppress(smtplib.SMTPException, OSError):
            self._server.rset()
        raise LetterRefused(code)


@contextmanager
def open_post() -> Iterator[Post]:
    """Connect, encrypt and log in as MAIL_SERVER says. Raises PostUnavailable.

    Certificates are always checked, against those that the system trusts.
    """
    server = settings.MAIL_SERVER
    ours = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, ours, timeout=_SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, ours, timeout=_SECONDS)
    except smtplib.SMTPResponseException as error:
        raise PostUnavailable(str(error.smtp_code)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise PostUnavailable("no-answer") from error
    try:
        _begin(connection)
        yield Post(connection)
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()  # not where anything failed: it would wait for an answer
    finally:
        connection.close()


def _begin(connection: smtplib.SMTP) -> None:
    """Encrypt and log in. Raises PostUnavailable."""
    server = settings.MAIL_SERVER
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        connection.ehlo_or_helo_if_needed()
    except smtplib.SMTPAuthenticationError as error:
        raise PostUnavailable("no-login") from error
    except (smtplib.SMTPException, OSError) as error:
        raise PostUnavailable("no-answer") from error
