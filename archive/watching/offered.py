"""Does this archive send letters?"""

from __future__ import annotations

from django.conf import settings


def letters_are_sent() -> bool:
    """Return whether a mail server is set. A closed archive sends none: its titles are for those who log in."""
    return bool(settings.MAIL_SERVER.host and settings.SITE_URL and not settings.REQUIRE_LOGIN)
