"""The old place of ``disk.codec``, which the tables of contents of existing indexes name (Whoosh pickles them).

Goes with the next index version; nothing imports it by hand.
"""

from __future__ import annotations

from search.engines.whoosh.disk.codec import Codec, Offsets, Segment

__all__ = ["Codec", "Offsets", "Segment"]
