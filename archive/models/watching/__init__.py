"""Watches (关注): searches whose new reports an address is told of by letter, and the letters that wait or were sent.

``archive/watching`` makes, sends and ends them, and nobody else does.
"""

from archive.models.watching.letters import AskedToday, Letter, LetterQuerySet
from archive.models.watching.watch import Watch

__all__ = ["AskedToday", "Letter", "LetterQuerySet", "Watch"]
