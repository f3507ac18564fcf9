"""The JSON API, read only: search, reports, regions. docs/api.md shows it by example."""

from archive.api.endpoints import api

__all__ = ["api"]
