"""The lookup ``__folded``: a column holds a word in any spelling that the search takes for the same (``search.fold``).

The database compares by classes of characters, so that no folded copy has to be stored and kept in step, and no text
comes to Python. SQLite has GLOB, PostgreSQL a regular expression.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup, TextField

from search.fold import spellings

#: Characters of a word that are compared; SQLite takes no pattern above 50,000 bytes.
LONGEST = 400
#: A first character of at most so many spellings makes a pattern for each: a pattern that begins with a character is read
#: four times as fast as one that begins with a class.
FIRST_SPELLINGS = 4
#: Letters of formulas beyond the first plane are left out: thirty a letter, in no word that an editor types.
_MATHEMATICAL = range(0x1D400, 0x1D800)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Lookup):
    """``title__folded="换届"`` is true where the title holds 换届 or 換屆. Half and full width, case and quotes count as one."""

    lookup_name = "folded"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return SQL for SQLite, or for PostgreSQL, the databases that the archive runs on."""
        column, values = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column}::text ~ %s", (*values, expression_of(str(self.rhs)))
        patterns = globs_of(str(self.rhs))
        tests = " OR ".join(f"{column} GLOB %s" for _ in patterns)
        return f"({tests})", tuple(each for pattern in patterns for each in (*values, pattern))


def globs_of(word: str) -> list[str]:
    """Return patterns for SQLite's GLOB, one of which fits where a text holds ``word`` in some spelling."""
    classes = [_spelled(character) for character in word[:LONGEST]]
    if not classes:
        return ["*"]
    first, rest = classes[0], "".join(map(_class_of_glob, classes[1:]))
    starts = list(first) if len(first) <= FIRST_SPELLINGS else [first]
    return [f"*{_class_of_glob(start)}{rest}*" for start in starts]


def expression_of(word: str) -> str:
    """Return a regular expression of PostgreSQL that fits where a text holds ``word`` in some spelling."""
    return "".join(_class_of_expression(_spelled(character)) for character in word[:LONGEST])


def _spelled(character: str) -> str:
    return "".join(each for each in spellings(character, "folded") if ord(each) not in _MATHEMATICAL) or character


def _class_of_glob(characters: str) -> str:
    """Return a class; in it ``]`` stands first, ``-`` last and ``^`` not first, where none of them means anything."""
    if len(characters) == 1:
        return f"[{characters}]" if characters in "*?[" else characters
    plain = "".join(each for each in characters if each not in "]^-")
    signs = [each if each in characters else "" for each in "]^-"]
    return f"[{signs[0]}{plain}{signs[1]}{signs[2]}]"


def _class_of_expression(characters: str) -> str:
    return "[{}]".format("".join(f"\\{each}" if each in "\\]^-[" else each for each in characters))
