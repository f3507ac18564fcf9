"""Addresses by name, for pages that write many."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse


def address_of(name: str, *arguments: int | str) -> str:
    """Return ``reverse(name, args=arguments)``. Raises NoReverseMatch for a name that no address has."""
    return reverse(name, args=arguments) if arguments else get_script_prefix() + _path(name)


@cache
def _path(name: str) -> str:
    """Return the path of an address without arguments, behind the script prefix.

    A constant of archive/urls.py for each name. ``reverse`` works it out in 11 µs, and a page asks for thirty.
    """
    return reverse(name).removeprefix(get_script_prefix())
