"""What do programs read: the JSON API for search, reports and regions. docs/api.md shows it by example."""

from archive.api.endpoints import api

__all__ = ["api"]
