"""Which mail server takes the letters of watches, read from the environment; without EMAIL_HOST the archive sends none."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from archive.management.spoken import spoken
from config.environment import env_choice, env_int, env_secret, env_str

#: STARTTLS on 587, TLS from the first byte on 465, or neither on 25.
SECURITY = ("starttls", "tls", "none")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[A-Za-z0-9.-]{1,189}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailServer:
    """``host`` "" stands for none. ``sender``: the address that letters come from, to which a mail server returns them."""

    host: str = ""
    port: int = 25
    security: str = "none"
    user: str = ""
    password: str = ""
    sender: str = ""


def mail_server(*, site_url: str) -> MailServer:
    """Return the server, or one without a host. Raises ImproperlyConfigured for what could not send, or not safely."""
    host = env_str("EMAIL_HOST").strip()
    if not host:
        return MailServer()
    security = env_choice("EMAIL_SECURITY", SECURITY)
    server = MailServer(
        host,
        env_int("EMAIL_PORT", _PORTS[security], least=1),
        security,
        env_str("EMAIL_USER").strip(),
        env_secret("EMAIL_PASSWORD_FILE"),
        env_str("EMAIL_FROM").strip(),
    )
    if not _ADDRESS.fullmatch(server.sender):
        raise ImproperlyConfigured(
            spoken(
                "写了 EMAIL_HOST，还要写 EMAIL_FROM：信从哪个地址寄出，如 jiceng@jiceng.example。",
                "EMAIL_HOST needs EMAIL_FROM, the address that letters come from, such as jiceng@jiceng.example.",
            )
        )
    if not site_url:
        raise ImproperlyConfigured(
            spoken(
                "写了 EMAIL_HOST，还要写 SITE_URL：信里的链接从它开头。",
                "EMAIL_HOST needs SITE_URL: the links of letters begin with it.",
            )
        )
    if bool(server.user) != bool(server.password):
        raise ImproperlyConfigured(
            spoken(
                "EMAIL_USER 和 EMAIL_PASSWORD_FILE 要么都写，要么都不写。",
                "EMAIL_USER and EMAIL_PASSWORD_FILE belong together: set both or none.",
            )
        )
    if server.user and security == "none" and not _is_this_machine(host):
        raise ImproperlyConfigured(
            spoken(
                "EMAIL_SECURITY=none 会把邮箱的密码明文送出去。请写 starttls 或 tls。",
                "EMAIL_SECURITY=none would send the password in the clear. Write starttls or tls.",
            )
        )
    return server


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
