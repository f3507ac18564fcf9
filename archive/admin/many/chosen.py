"""The reports that an action is about: ticked rows of the list, or those that a page in between named."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.admin.review.queue import QUEUE_ORDER
from archive.models import Report
from archive.web.fields import whole_number

#: Field of a page in between with the numbers of its reports: the list may show others when the page is answered.
NUMBERS = "numbers"
#: Reports that a page in between can hold.
MOST = 5_000
#: Rows that such a page names; it counts the others.
ROWS_SHOWN = 100


def chosen_numbers(request: HttpRequest, reports: QuerySet[Report]) -> list[int]:
    """Return the numbers of at most MOST + 1 chosen reports, in the order of the queue."""
    if NUMBERS in request.POST:
        numbers = [whole_number(word) for word in request.POST[NUMBERS].split(",")]
        return list(dict.fromkeys(number for number in numbers if number))[: MOST + 1]
    return list(reports.order_by(*QUEUE_ORDER).values_list("pk", flat=True)[: MOST + 1])


def page_context(request: HttpRequest, desk: ModelAdmin, numbers: list[int], action: str, title: str) -> dict[str, Any]:
    """Return what every page in between needs: it sends ``numbers`` to the same address and action."""
    return {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": title,
        "action": action,
        "numbers": ",".join(map(str, numbers)),
        "first_number": numbers[0] if numbers else "",
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": request.get_full_path(),
    }
