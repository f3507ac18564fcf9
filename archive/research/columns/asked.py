"""What an address asks of a comparison: the subset, the query, the columns, and of which reports the strings are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from archive.research.columns.column import Column, CompareForm, values_of, without_axis
from archive.research.subset import Subset
from search.query.parsed import parse_query


@dataclass(frozen=True, slots=True)
class AskedColumns:
    """``text`` over ``columns``; the subset has no text, for every column counts all its reports.

    ``of``: all for the strings of all reports, else those with the term.
    """

    subset: Subset
    text: str
    columns: tuple[Column, ...]
    of: str

    @property
    def own(self) -> dict[str, Any]:
        """Return the parameters beside those of the subset."""
        return {"q": self.text, "c": values_of(self.columns), "of": self.of}


def asked_columns(form: CompareForm, whole: Subset) -> AskedColumns:
    """Return what a valid form asks; ``whole`` is its subset. Raises QueryError for a query that search refuses."""
    text = whole.query.text.strip()
    parse_query(text, whole.query.mode)
    columns = form.cleaned_data["c"]
    subset = replace(whole, query=without_axis(replace(whole.query, text=""), columns))
    return AskedColumns(subset, text, columns, form.cleaned_data["of"])
