"""Which region of GB/T 2260 is a report about? Mentions are weighed, and none is guessed."""

from archive.text.places.gazetteer import Gazetteer, GazetteerRegion, load_gazetteer
from archive.text.places.mentions import Mention, find_mentions
from archive.text.places.region import describe_region
from archive.text.places.suggest import Suggestion, suggest

__all__ = [
    "Gazetteer",
    "GazetteerRegion",
    "Mention",
    "Suggestion",
    "describe_region",
    "find_mentions",
    "load_gazetteer",
    "suggest",
]
