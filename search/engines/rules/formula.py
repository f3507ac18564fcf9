"""The numbers of the ranking: BM25F of each term, and the bonus for terms that stand close together.

BM25F is from Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), section 3.6. An engine that answers
with these numbers gives the scores and the order of every other. docs/decisions/0012-ranking-constants.md has the values
that were tried for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

# A hit in the title weighs ten in the body, which after saturation puts it above bodies that
# repeat the word; titles are short, so length matters less there.
K1 = 1.2
WEIGHT = {"title": 10.0, "body": 1.0}
LENGTH_SHARE = {"title": 0.3, "body": 0.4}
#: What a term adds to its weight where it stands in the first LEAD_LENGTH characters of the text.
LEAD = 1.5
LEAD_LENGTH = 200
#: The factor of a kind; 1 for every other.
WORTH = {"template": 0.9}

#: Documents that may get a bonus for closeness: ten pages of twenty.
CANDIDATES = 200
#: Shares of rarity that closeness may add: for two neighbours, and for the whole query in its order.
NEAR = 1.5
PHRASE = 1.5
#: Characters between two terms that halve the bonus.
HALF = 10
#: Characters (a comma, a quotation mark, 的) that may separate the words of a phrase.
SLACK = 3


@dataclass(frozen=True, slots=True)
class WeightedString:
    """A folded string of two characters or more, the fields in which it is searched, and its rarity as in BM25."""

    folded: str
    fields: tuple[str, ...]
    rarity: float


def rarity(documents: int, holders: int) -> float:
    """Return the weight of a string that ``holders`` of all ``documents`` hold."""
    return log(1 + (documents - holders + 0.5) / (holders + 0.5))
