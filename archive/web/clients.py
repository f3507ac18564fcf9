"""Who asks, and how often may they? The network a request comes from, and the limits of requests a minute for each.

The count of a sliding minute is worked out from two fixed ones, this minute's and the last. A refused request is not
counted, so that a client that waits for the time in ``Retry-After`` is served. Counts lie in the memory of each process,
or for all processes in CACHE_URL. A cache that fails lets every request through: a limit must never stop the archive.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable
from math import ceil

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils.translation import gettext_noop
from django_htmx.http import HttpResponseClientRedirect

from archive.languages import say
from archive.web.programs import is_api, problem

logger = logging.getLogger(__name__)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Trusted where HTTPS=1 says that a proxy is in front, and TRUSTED_PROXIES names none.
LOOPBACK = ("127.0.0.0/8", "::1/128")
#: Bits of the network that a household or an office has; it may take any address of it.
_IPV6_NETWORK = 64
#: Longest chain of proxies that is read.
_MAX_PROXIES = 10
CACHE = "throttle"
MINUTE = 60
#: Kinds of page by the name of their address. An address that is not named here has no limit, those of the API aside.
KINDS = {
    "search": "search",
    "search-advanced": "search",
    "compare": "search",
    "compare-with": "search",
    "trends": "search",
    "concordance": "search",
    "neighbours": "search",
    "figures": "search",
    "promises": "search",
    "formulas": "search",
    "formula": "search",
    "compare-words": "search",
    "reuse": "search",
    "report-reuse": "search",
    "corpora": "search",
    "corpus": "search",
    "packs": "search",
    "pack-new": "export",
    "pack": "report",
    "pack-again": "export",
    "pack-export": "export",
    "search-export": "export",
    "trends-export": "export",
    "concordance-export": "export",
    "neighbours-export": "export",
    "figures-export": "export",
    "promises-export": "export",
    "formulas-export": "export",
    "compare-words-export": "export",
    "reuse-export": "export",
    "report-reuse-export": "export",
    "region-export": "export",
    "saved-export": "export",
    "dump-export": "export",
    "dump-original-export": "report",
    "newest-feed": "feed",
    "search-feed": "feed",
    "region-feed": "feed",
    "oai": "harvest",
    "suggest": "suggest",
    "opensearch-suggest": "suggest",
    "api:suggest": "suggest",
    "login": "login",
    "admin:login": "login",
    "report": "report",
    "report-original": "report",
    "citation": "report",
    "report-print": "report",
    "saved": "report",
    "watch": "search",
    "watch-confirm": "watch",
    "watch-leave": "report",
    "watch-letter": "report",
    "region": "region",
    "regions": "region",
    "unplaced": "region",
    "home": "home",
    "measures": "home",
}
TOO_MANY = 429
#: What the protocol of harvesters asks for instead, with ``Retry-After`` (OAI-PMH 2.0, section 3.1.2.2).
_LATER = 503
#: Behind "您的地址在一分钟内".
WORDS = {
    "search": gettext_noop("检索"),
    "api": gettext_noop("接口调用"),
    "export": gettext_noop("导出"),
    "feed": gettext_noop("订阅的取用"),
    "harvest": gettext_noop("收割"),
    "suggest": gettext_noop("补全"),
    "login": gettext_noop("登录"),
    "watch": gettext_noop("请求关注"),
    "report": gettext_noop("打开报告"),
    "region": gettext_noop("打开地区页"),
    "home": gettext_noop("打开首页"),
}


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


class ThrottleMiddleware:
    """Middleware that refuses with 429, ``Retry-After`` and a sentence. THROTTLE=off lets every request through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, arguments: dict
    ) -> HttpResponse | None:  # the first moment at which the name of the address is known
        match = request.resolver_match
        kind = kind_of(match, request.method) if settings.THROTTLE and match else None
        seconds = seconds_to_wait(kind, client_network(request)) if kind else 0
        return too_many(request, kind, seconds) if kind and seconds else None


def kind_of(match: ResolverMatch, method: str | None) -> str | None:
    """Return the kind of page that a request counts for, None if it has no limit. Of a login only its sending counts.

    To send the form that asks for letters is another kind than to look at it.
    """
    kind = KINDS.get(match.view_name) or ("api" if "api" in match.namespaces else None)
    if match.view_name == "watch" and method == "POST":
        return "watch"
    return None if kind == "login" and method != "POST" else kind


def seconds_to_wait(kind: str, network: str, *, now: float | None = None) -> int:
    """Count a request of a client network and return 0; beyond the limit return the seconds to wait, uncounted.

    ``now`` is in seconds since 1970, for tests.
    """
    limit = settings.THROTTLE_LIMITS[kind]
    now = time.time() if now is None else now
    minute, passed = int(now // MINUTE), now % MINUTE
    this, last = f"{kind}:{network}:{minute}", f"{kind}:{network}:{minute - 1}"
    try:
        cache = caches[CACHE]
        counts = cache.get_many((this, last))
        count, before = counts.get(this, 0), counts.get(last, 0)
        if count + before * (1 - passed / MINUTE) < limit:
            cache.add(this, 0, 2 * MINUTE)
            cache.incr(this)
            return 0
    except Exception:
        logger.exception("the cache of the limits does not answer; nothing is limited")
        return 0
    return _until(limit, count, before, passed)


def _until(limit: int, count: int, before: int, passed: float) -> int:
    """Return the seconds until the sliding count falls below ``limit``, as far as this minute and the next decide it."""
    if count < limit:  # then ``before`` decides, and it weighs less every second
        return max(1, ceil(MINUTE * (1 - (limit - count) / before) - passed) + 1)
    return ceil(MINUTE - passed + MINUTE * (1 - (limit - 1) / count)) + 1


def too_many(request: HttpRequest, kind: str, seconds: int) -> HttpResponse:
    """Return a 429 in the form that the client takes: JSON, text, a redirect for htmx, or a page; to a harvester a 503."""
    limit = settings.THROTTLE_LIMITS[kind]
    sentence = say("您的地址在一分钟内{0}超过 {1} 次，请 {2} 秒后再试。", say(WORDS[kind]), limit, seconds)
    match = request.resolver_match
    if is_api(request) or (match and match.view_name == "opensearch-suggest"):
        response: HttpResponse = problem(sentence, TOO_MANY)
    elif kind in ("suggest", "harvest"):
        status = _LATER if kind == "harvest" else TOO_MANY
        response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    elif asked_by_htmx(request):
        return HttpResponseClientRedirect(request.get_full_path())  # the whole page then says why
    else:
        response = render(request, "429.html", {"sentence": sentence}, status=TOO_MANY)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
