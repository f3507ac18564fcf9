"""Dates: partial ones, where a text names them, and the day that a page was published."""

from archive.text.dates.partial import FoundDate, PartialDate, content_years, find_dates
from archive.text.dates.published import describe_date

__all__ = ["FoundDate", "PartialDate", "content_years", "describe_date", "find_dates"]
