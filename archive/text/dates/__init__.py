"""Which dates does a text name, and on which day was it published? The second answer has evidence."""

from archive.text.dates.partial import FoundDate, PartialDate, content_years, find_dates
from archive.text.dates.published import describe_date

__all__ = ["FoundDate", "PartialDate", "content_years", "describe_date", "find_dates"]
