"""The shipped place names, read once for all tests of the text rooms."""

from archive.text.places import load_gazetteer
from tests import PROJECT

TABLE = PROJECT / "fixtures" / "regions.csv"
GAZETTEER = load_gazetteer(TABLE)
