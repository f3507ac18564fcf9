"""The languages of the interface: Chinese in two scripts, and English. What documents say stays as it is.

Sentences are written in simplified Chinese, where they are used; ``locale/`` holds what they are called in the other two.
See docs/decisions/0010-three-languages.md.
"""

from archive.languages.saying import later, listed, mixed, own, said, say

__all__ = ["later", "listed", "mixed", "own", "said", "say"]
