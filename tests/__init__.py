"""The suite. How it is made, and how to write a test: docs/testing.md."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
#: Where the parsed dictionary stays from one run to the next; parsing it takes a second of each process.
DICTIONARY = PROJECT / ".pytest_cache" / "dictionary"
