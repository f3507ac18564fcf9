"""What a look for a string in a segment or a snapshot answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Found(NamedTuple):
    """``ids``: ascending document numbers. ``counts``: how often the string stands in each, overlaps included."""

    ids: NDArray[np.int32]
    counts: NDArray[np.int32]

    @property
    def cost(self) -> int:
        return 200 + 8 * len(self.ids)
