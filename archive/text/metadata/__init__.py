"""What does a copy say of its report? Title, region, date, source, author, kind and script, each with evidence."""

from archive.text.metadata.card import Description, describe

__all__ = ["Description", "describe"]
