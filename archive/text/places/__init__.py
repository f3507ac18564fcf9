"""Places: which unit of GB/T 2260 a report is about, weighed and never guessed."""

from archive.text.places.gazetteer import Gazetteer, Unit, load_gazetteer
from archive.text.places.mentions import Mention, find_mentions
from archive.text.places.region import describe_region
from archive.text.places.suggest import Suggestion, suggest

__all__ = [
    "Gazetteer",
    "Mention",
    "Suggestion",
    "Unit",
    "describe_region",
    "find_mentions",
    "load_gazetteer",
    "suggest",
]
