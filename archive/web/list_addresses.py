"""Many addresses of lists that differ from one question in a field or two: what stays the same is written once.

A results page writes some two hundred of them; each by ``list_address(replace(query, …))`` took a fifth of the page's time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.web.questions import PARAMETERS, results_address, written_parameter
from search.documents import Query

Address = Callable[..., str]


def addresses_like(query: Query, **changes: Any) -> Address:
    """``address(region="62")`` is ``list_address(replace(query, **changes, region="62"))``, for a tenth of the time."""
    usual = {
        field: written_parameter(field, changes.get(field, getattr(query, field))) for field in PARAMETERS.values()
    }
    near = "" if query.fold else "near=all"
    around: dict[str, tuple[str, str]] = {}  # what stands before and behind a field

    def address(**changes: Any) -> str:
        if len(changes) == 1:
            ((field, value),) = changes.items()
            if field not in around:
                before, behind = results_address((*(usual | {field: "\0"}).values(), near)).split("\0")
                around[field] = before, behind
            if said := written_parameter(field, value):
                before, behind = around[field]
                return before + said + behind
        written = usual | {field: written_parameter(field, value) for field, value in changes.items()}
        return results_address((*written.values(), near))

    return address
