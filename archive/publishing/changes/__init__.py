"""What did the public see change, in which order? For followers of the API, harvesters and dumps."""

from archive.publishing.changes.numbering import begin_series, number_changes, shared_now
from archive.publishing.changes.reading import (
    changes_after,
    changes_between,
    changes_of,
    count_between,
    earliest_time,
    newest_number,
    newest_time,
    number_before,
    number_waiting,
    series_mark,
    with_change_time,
)

__all__ = [
    "begin_series",
    "changes_after",
    "changes_between",
    "changes_of",
    "count_between",
    "earliest_time",
    "newest_number",
    "newest_time",
    "number_before",
    "number_changes",
    "number_waiting",
    "series_mark",
    "shared_now",
    "with_change_time",
]
