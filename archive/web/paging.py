"""The row of page numbers under a list."""

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
    """The row under a list: page ``page`` of ``pages``, with the addresses of its neighbours, "" for none."""

    page: int
    pages: int
    links: tuple[PageLink, ...]
    first: str
    previous: str = ""
    next: str = ""

    @property
    def is_past_end(self) -> bool:
        """Return whether the page lies behind the last one."""
        return self.page > self.pages


def page_row(page: int, total: int, size: int, address_of: Callable[[int], str]) -> Pager:
    """Return the row for page ``page`` of a list of ``total`` in pages of ``size``; ``address_of(n)`` gives an address."""
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
