"""Take out what a web page put around a report, and never a sentence of the report."""

from archive.text.clean.cleaned import RULE_LABELS, TRUNCATED, Cleaned, Removal

__all__ = ["RULE_LABELS", "TRUNCATED", "Cleaned", "Removal"]
