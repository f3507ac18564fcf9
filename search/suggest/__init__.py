"""What may a reader have meant, where little is found? Knows words and sounds, no engine and no report."""

from search.suggest.lexicon import KnownWord, Lexicon, Reason, Respelling

__all__ = ["KnownWord", "Lexicon", "Reason", "Respelling"]
