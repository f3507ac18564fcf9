"""Profiles of documents: the combinations of kind, script, year and faults that occur.

A hundred thousand documents have a few hundred profiles. So the profiles of a list are counted once, and each facet
of few values is a sum over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Profiles:
    """``numbers``: the profile of each document.

    ``of``: by facet, the number of each profile's value. ``labels``: the values as the facet names them, sorted.
    """

    numbers: NDArray[np.unsignedinteger]
    of: Mapping[str, NDArray[np.int64]]
    labels: Mapping[str, NDArray[np.object_]]

    @property
    def count(self) -> int:
        """The number of profiles."""
        return len(next(iter(self.of.values())))


def find_profiles(columns: Mapping[str, NDArray], labels: Mapping[str, NDArray[np.object_]]) -> Profiles:
    """Return the profiles of documents.

    ``columns``: by facet, a small number from 0 for each document. The product of their ranges stays below 2**63.
    """
    codes = np.zeros(len(next(iter(columns.values()))), np.int64)
    sizes = {name: int(column.max(initial=0)) + 1 for name, column in columns.items()}
    for name, column in columns.items():
        codes = codes * sizes[name] + column
    different, numbers = np.unique(codes, return_inverse=True)
    of: dict[str, NDArray[np.int64]] = {}
    rest = different
    for name in reversed(list(columns)):
        rest, of[name] = np.divmod(rest, sizes[name])
    return Profiles(numbers.astype(smallest_type(len(different))), of, labels)


def smallest_type(size: int) -> type[np.unsignedinteger]:
    """Return the narrowest type for ``size`` different numbers: the fewer bytes, the faster they are gathered."""
    return np.uint16 if size <= 1 << 16 else np.uint32
