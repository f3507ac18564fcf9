"""From the bytes of a file to its text. The content decides the type, never the name."""

from archive.text.formats.extracted import MAX_BYTES, MAX_TEXT, ExtractedText, FormatError, PageHints

__all__ = ["MAX_BYTES", "MAX_TEXT", "ExtractedText", "FormatError", "PageHints"]
