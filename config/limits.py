"""Limits of requests, the cache that counts them, and the trusted proxies; read from the environment."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from archive.management.spoken import spoken
from config.environment import env_int, env_list, env_str

#: Clients that are counted at once in one process; each takes about 200 bytes.
MAX_CLIENTS = 50_000
#: Bytes of a body that anybody may send: every form of a reader, and the login. A larger one needs a login.
SMALL_BODY_BYTES = 64 * 1024


def limits() -> dict[str, int]:
    """Return the most requests a minute by kind of page. An office often shares one address, so none is tight for people."""
    return {
        "search": env_int("THROTTLE_SEARCH", 240, least=1),
        "api": env_int("THROTTLE_API", 240, least=1),
        "suggest": env_int("THROTTLE_SUGGEST", 900, least=1),
        "export": env_int("THROTTLE_EXPORT", 20, least=1),
        "feed": env_int("THROTTLE_FEED", 60, least=1),
        "harvest": env_int("THROTTLE_HARVEST", 120, least=1),
        "login": env_int("THROTTLE_LOGIN", 30, least=1),
        "watch": env_int("THROTTLE_WATCH", 10, least=1),
        "report": env_int("THROTTLE_REPORT", 240, least=1),
        "region": env_int("THROTTLE_REGION", 240, least=1),
        "home": env_int("THROTTLE_HOME", 240, least=1),
    }


def throttle_cache() -> dict[str, Any]:
    """Return the cache of the counts: in each process, or the Redis of CACHE_URL. Raises ImproperlyConfigured."""
    address = env_str("CACHE_URL").strip()
    if not address:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "throttle",
            "OPTIONS": {"MAX_ENTRIES": MAX_CLIENTS},
        }
    if not address.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            spoken(
                "CACHE_URL 读不懂。请写成 redis://HOST:PORT/0，或不写它。",
                "CACHE_URL is not understood. Write redis://HOST:PORT/0, or leave it out.",
            )
        )
    if find_spec("redis") is None:
        raise ImproperlyConfigured(
            spoken(
                "写了 CACHE_URL，要先装 redis 这个包：.venv/bin/pip install redis",
                "CACHE_URL needs the package redis: .venv/bin/pip install redis",
            )
        )
    options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": address,
        "KEY_PREFIX": "jiceng",
        "OPTIONS": options,
    }


def trusted_proxies() -> list[str]:
    """Return TRUSTED_PROXIES as networks. Raises ImproperlyConfigured for what is neither an address nor a network."""
    proxies = env_list("TRUSTED_PROXIES")
    try:
        return [str(ipaddress.ip_network(each, strict=False)) for each in proxies]
    except ValueError as error:
        raise ImproperlyConfigured(
            spoken(
                f"TRUSTED_PROXIES 读不懂（{error}）。请写地址或网段，如 127.0.0.1,10.0.0.0/8。",
                f"TRUSTED_PROXIES: {error}. Write addresses or networks such as 127.0.0.1,10.0.0.0/8.",
            )
        ) from error
