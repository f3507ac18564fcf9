"""What the user typed, read as a tree. Lenient in input, strict in meaning.

    软弱涣散 整顿            both, anywhere           "软弱涣散党组织"    exactly this string
    党建 OR 党务, 党建|党务    either                   -范文, NOT 范文      not
    标题:换届  来源:日报     in one field             (a OR b) c          groups; NEAR binds first, then AND, then OR
    整顿 NEAR/20 党组织      at most 20 characters between them, in either order
    党?组织  软弱*组织       one unknown character, none to twelve
    地区:定西  地区:62       of a region or below it
    2019..2021  日期:2019    dated within

Nothing typed is an error but too much of it: unbalanced quotes and dangling operators are mended, and ``explain``
says so. Rooms: nodes (the tree), parsed, parser, wildcards, dates, regions, writing (a tree as text), readings (what else the
same words may mean); the lexer is search/lexer.py.
"""

from search.query.nodes import And, DateRange, Everything, InRegion, Near, Node, Not, Or, Sought, Term, Wildcard
from search.query.parsed import MAX_LENGTH, ParsedQuery, parse_query
from search.query.parser import MAX_DEPTH, MAX_DISTANCE, MAX_GAPS, MAX_TERMS
from search.query.readings import Reading
from search.query.regions import NamedRegion, use_regions
from search.query.writing import LONGEST_EXACT_RUN, query_text

__all__ = [
    "LONGEST_EXACT_RUN",
    "MAX_DEPTH",
    "MAX_DISTANCE",
    "MAX_GAPS",
    "MAX_LENGTH",
    "MAX_TERMS",
    "And",
    "DateRange",
    "Everything",
    "InRegion",
    "NamedRegion",
    "Near",
    "Node",
    "Not",
    "Or",
    "ParsedQuery",
    "Reading",
    "Sought",
    "Term",
    "Wildcard",
    "parse_query",
    "query_text",
    "use_regions",
]
