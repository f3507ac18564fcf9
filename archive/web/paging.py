"""Pages of a list: which numbers to show, and what each is called in an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the row; ``number`` None stands for a gap."""

    number: int | None
    address: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """The row of pages under a list. ``is_past_end``: the page asked for lies behind the last one."""

    page: int
    pages: int
    links: tuple[PageLink, ...]
    first: str
    previous: str = ""
    next: str = ""

    @property
    def is_past_end(self) -> bool:
        return self.page > self.pages


def page_row(page: int, total: int, size: int, address_of: Callable[[int], str]) -> Pager:
    """Page ``page`` of a list of ``total`` in pages of ``size``; ``address_of(n)`` is the address of page n."""
    pages = max(1, -(-total // size))
    links: list[PageLink] = []
    for number in sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)}):
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, address_of(number), number == page))
    return Pager(
        page,
        pages,
        tuple(links),
        first=address_of(1),
        previous=address_of(page - 1) if 1 < page <= pages else "",
        next=address_of(page + 1) if page < pages else "",
    )
