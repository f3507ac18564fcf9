"""Settings read from the environment; each has a safe default.

docs/operations.md lists them all, and a test compares that list with this code.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from archive.management.spoken import spoken

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env_str(name: str, default: str = "") -> str:
    """Return a variable as it stands."""
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    """Return a switch. Raises ImproperlyConfigured for what is neither in TRUE nor in FALSE."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(
        spoken(
            f"{name}={value!r} 不是 1 也不是 0。请写 {name}=1 或 {name}=0。",
            f"{name}={value!r} is neither 1 nor 0. Write {name}=1 or {name}=0.",
        )
    )


def env_int(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number. Raises ImproperlyConfigured for any other text, and for a number below ``least``."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            spoken(f"{name}={value!r} 不是整数。请写一个整数。", f"{name}={value!r} is not a whole number. Write one.")
        ) from error
    if number < least:
        raise ImproperlyConfigured(
            spoken(f"{name}={number} 太小，至少是 {least}。", f"{name}={number} is too small; the least is {least}.")
        )
    return number


def env_choice(name: str, choices: Sequence[str]) -> str:
    """Return one of ``choices``, by default the first. Raises ImproperlyConfigured for any other word."""
    value = env_str(name).strip().lower() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(
            spoken(
                f"{name}={value!r} 不在可选之列。请写其中之一：{'、'.join(choices)}。",
                f"{name}={value!r} is none of {', '.join(choices)}. Write one of them.",
            )
        )
    return value


def env_list(name: str, default: str = "") -> list[str]:
    """Return the members of a comma-separated list, without blanks around them."""
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_origin(name: str) -> str:
    """Return ``https://host[:port]`` without a path, "" if it is not set. Raises ImproperlyConfigured."""
    value = env_str(name).strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(
            spoken(
                f"{name}={value!r} 不是站点地址。请写成 https://jiceng.example 的样子，不带路径。",
                f"{name}={value!r} is no origin. Write it like https://jiceng.example, without a path.",
            )
        )
    if "@" in parts.netloc or not parts.netloc.isascii() or any(blank in parts.netloc for blank in " \t\r\n"):
        raise ImproperlyConfigured(
            spoken(
                f"{name}={value!r} 里有主机名不能有的字符。请写成 https://jiceng.example 的样子。",
                f"{name}={value!r} holds characters that no host has. Write it like https://jiceng.example.",
            )
        )
    return value


def env_secret(name: str, *, least: int = 1) -> str:
    """Return the first line of the file that a variable names, "" without one: other processes may see an environment.

    Raises ImproperlyConfigured for a file that cannot be read or that begins with fewer than ``least`` characters.
    """
    path = env_str(name).strip()
    if not path:
        return ""
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            spoken(
                f"{name} {path} 读不了（{error}）。请核对路径和权限。",
                f"{name} {path} cannot be read: {error}. Check its path and mode.",
            )
        ) from error
    secret = lines[0].strip() if lines else ""
    if not secret:
        raise ImproperlyConfigured(
            spoken(
                f"{name} {path} 是空的。它的第一行应当是密钥。",
                f"{name} {path} is empty. Its first line is the secret.",
            )
        )
    if len(secret) < least:
        raise ImproperlyConfigured(
            spoken(
                f"{name} {path} 的第一行太短，至少要 {least} 个字符。",
                f"{name} {path}: its first line is too short; {least} characters are the least.",
            )
        )
    return secret


#: Characters of a key, by Django's own check; a shorter one in the file is the rest of one that was cut.
LEAST_KEY = 50


def secret_key(folder: Path) -> str:
    """Return SECRET_KEY of the environment, else the key in ``folder``, which only its owner may read.

    The first start makes it. Raises ImproperlyConfigured if the file is empty, damaged, cut or closed to this account.
    """
    if key := env_str("SECRET_KEY"):
        return key
    path = folder / "secret-key"
    try:
        # O_EXCL: of two processes that start together exactly one writes the key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(100):
            try:
                key = path.read_text(errors="replace").strip()
            except PermissionError:
                raise ImproperlyConfigured(
                    spoken(
                        f"本账号读不了 {path}。请核对它的属主，再运行：chmod 600 {path}",
                        f"{path} cannot be read by this account. See who owns it, then: chmod 600 {path}",
                    )
                ) from None
            if key and not (key.isascii() and key.isprintable() and len(key) >= LEAST_KEY):
                raise ImproperlyConfigured(
                    spoken(
                        f"{path} 坏了。请删去它，下次启动会做一个新的密钥。",
                        f"{path} is damaged. Delete it; the next start makes a new key.",
                    )
                ) from None
            if key:
                return key
            time.sleep(0.01)  # another process is just writing it
        raise ImproperlyConfigured(
            spoken(
                f"{path} 是空的。请删去它，下次启动会做一个新的密钥。",
                f"{path} is empty. Delete it; the next start makes a new key.",
            )
        ) from None
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
