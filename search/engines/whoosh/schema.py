"""The old place of ``disk.schema``, which the tables of contents of existing indexes name (Whoosh pickles them).

Goes with the next index version; nothing imports it by hand.
"""

from __future__ import annotations

from search.engines.whoosh.disk.schema import TextField

__all__ = ["TextField"]
