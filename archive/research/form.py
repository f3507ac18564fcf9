"""The subset that an address asks for, by the filters of the search page."""

from __future__ import annotations

from archive.searching.form import SearchForm


class SubsetForm(SearchForm):
    """Parameters that every page of research shares; a page adds its own fields.

    Order and pages are its own matter, so that the search page's are no parameters here.
    """

    sort = None  # type: ignore[assignment]  # Django: takes the field away
    page = None  # type: ignore[assignment]  # Django: takes the field away
    size = None  # type: ignore[assignment]  # Django: takes the field away
