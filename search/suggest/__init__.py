"""Suggestions: what may have been meant where little is found. Knows words and sounds, nothing of engines or reports."""

from search.suggest.lexicon import Correction, Known, Lexicon, Reason

__all__ = ["Correction", "Known", "Lexicon", "Reason"]
