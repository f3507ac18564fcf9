"""The text of a PDF."""
