"""Help beside the results, asked for by the template that shows it."""

from __future__ import annotations

from django import template

from archive.results import FoundReports
from archive.suggestions import Help, help_reader

register = template.Library()


@register.simple_tag
def help_beside(found: FoundReports) -> Help:
    """What to offer beside the reports found; empty for most questions."""
    return help_reader(found.query, found.parsed, found.results.total)
