"""How much one address may ask: so many requests a minute, counted apart for each kind of page.

The count of a sliding minute is worked out from two fixed ones, this minute's and the last. What was refused is not
counted, so that whoever waits as told is served. Counts lie in the memory of each process, or for all together in
CACHE_URL; a cache that fails lets everything through, because a limit must never be what stops the archive.
"""

from __future__ import annotations

import logging
import time
from math import ceil

from django.conf import settings
from django.core.cache import caches
from django.urls import ResolverMatch

logger = logging.getLogger(__name__)

CACHE = "throttle"
MINUTE = 60
#: Kinds of page by the name of their address; whatever is not here is not limited.
KINDS = {
    "search": "search",
    "search-advanced": "search",
    "compare": "search",
    "search-export": "export",
    "region-export": "export",
    "saved-export": "export",
    "newest-feed": "feed",
    "search-feed": "feed",
    "region-feed": "feed",
    "suggest": "suggest",
    "opensearch-suggest": "suggest",
    "api:suggest": "suggest",
    "login": "login",
    "admin:login": "login",
}


def kind_of(match: ResolverMatch, method: str | None) -> str | None:
    """The kind of page that counts for a request, None if it is free. Only sending a login counts, not seeing the form."""
    kind = KINDS.get(match.view_name) or ("api" if "api" in match.namespaces else None)
    return None if kind == "login" and method != "POST" else kind


def seconds_to_wait(kind: str, address: str, *, now: float | None = None) -> int:
    """0 if ``address`` may ask once more now, which is counted; else after how many seconds it may."""
    limit = settings.THROTTLE_LIMITS[kind]
    now = time.time() if now is None else now
    minute, passed = int(now // MINUTE), now % MINUTE
    this, last = f"{kind}:{address}:{minute}", f"{kind}:{address}:{minute - 1}"
    try:
        cache = caches[CACHE]
        counts = cache.get_many((this, last))
        asked, before = counts.get(this, 0), counts.get(last, 0)
        if asked + before * (1 - passed / MINUTE) < limit:
            cache.add(this, 0, 2 * MINUTE)
            cache.incr(this)
            return 0
    except Exception:
        logger.exception("the cache of the limits does not answer; nothing is limited")
        return 0
    return _until(limit, asked, before, passed)


def _until(limit: int, asked: int, before: int, passed: float) -> int:
    """Seconds until the sliding count falls below ``limit``, as far as this minute and the next decide it."""
    if asked < limit:  # so ``before`` is what weighs, and it weighs less every second
        return max(1, ceil(MINUTE * (1 - (limit - asked) / before) - passed) + 1)
    return ceil(MINUTE - passed + MINUTE * (1 - (limit - 1) / asked)) + 1
