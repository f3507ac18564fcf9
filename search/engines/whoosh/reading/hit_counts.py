"""Documents of one term, with the number of its hits in each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class HitCounts(NamedTuple):
    """``ids``: ascending document numbers. ``counts``: hits in each document, overlapping ones included."""

    ids: NDArray[np.int32]
    counts: NDArray[np.int32]

    @property
    def cost(self) -> int:
        """Bytes in a cache."""
        return 200 + 8 * len(self.ids)
