"""Every module of the program that can be imported here, for tests that look through all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

#: Libraries of optional requirements, which one adapter each imports; without them that module is left out.
OPTIONAL = {"botocore", "storages", "opensearchpy", "mcp", "anyio", "uvicorn"}


def all_modules(*packages: str, without: tuple[str, ...] = ()) -> Iterator[ModuleType]:
    """Yield the packages and all below them, but for names that begin with one of ``without``."""
    for name in packages:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.startswith(without):
                try:
                    yield importlib.import_module(found.name)
                except ModuleNotFoundError as error:
                    if error.name not in OPTIONAL:
                        raise
