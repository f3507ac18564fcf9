"""In which language is a sentence of the page: Chinese in two scripts, or English. Reports keep their language.

Sentences are written in simplified Chinese, where they are used; ``locale/`` holds the other two.
See docs/decisions/0010-three-languages.md.
"""

from archive.languages.page import (
    UNKNOWN_LABEL,
    date_parts,
    date_words,
    listed,
    mixed,
    own,
    say,
    say_later,
    translated,
)

__all__ = ["UNKNOWN_LABEL", "date_parts", "date_words", "listed", "mixed", "own", "say", "say_later", "translated"]
