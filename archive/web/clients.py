"""What a request tells of its client: the network it comes from, whether htmx sends it, and the theme its reader chose."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_noop

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Trusted where HTTPS=1 says that a proxy is in front, and TRUSTED_PROXIES names none.
LOOPBACK = ("127.0.0.0/8", "::1/128")
#: Bits of the network that a household or an office has; it may take any address of it.
_IPV6_NETWORK = 64
#: Longest chain of proxies that is read.
_MAX_PROXIES = 10
#: Light or dark by choice. The server writes it on <html>, so that no page flashes.
THEMES = (("", gettext_noop("随系统")), ("light", gettext_noop("明")), ("dark", gettext_noop("暗")))
THEME_COOKIE = THEME_PARAMETER = "look"
THEME_COOKIE_SECONDS = 365 * 24 * 3600
_CHOSEN_THEMES = {name for name, _ in THEMES if name}


def client_address(request: HttpRequest) -> str | None:
    """Return the address that a request came from, None if the peer has none.

    ``X-Forwarded-For`` is believed as far as trusted proxies wrote it: the result is the first address from the right
    that is no trusted proxy's. A browser's own claim stands further left and is never believed.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    if address is None or not _is_trusted(address):
        return str(address) if address else None
    claims = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", _MAX_PROXIES)
    for claim in reversed(claims):
        claimed = _parse(claim)
        if claimed is None:
            break
        address = claimed
        if not _is_trusted(address):
            break
    return str(address)


def client_network(request: HttpRequest) -> str:
    """Return the network that limits are counted for: an IPv4 address, or the /64 of an IPv6 address; "" for no peer."""
    given = client_address(request)
    if given is None:
        return ""
    address = ipaddress.ip_address(given)
    if address.version == 4:
        return given
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False).network_address)


def login_address(request: HttpRequest) -> str | None:
    """Return the address that wrong passwords are counted for: the first of the client's network, None for no peer."""
    return client_network(request) or None


def asked_by_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a part of a page; False where it asks for a whole one, after going back."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request


def read_theme(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: set ``request.theme`` to ``light``, ``dark`` or "" (the system's); pages vary by the cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(THEME_COOKIE, "")
        request.theme = chosen if chosen in _CHOSEN_THEMES else ""  # type: ignore[attr-defined]
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


def _parse(text: str) -> IPAddress | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_trusted(address: IPAddress) -> bool:
    networks = settings.TRUSTED_PROXIES or (LOOPBACK if settings.HTTPS else ())
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)
