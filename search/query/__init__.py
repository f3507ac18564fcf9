"""What does a typed query mean? Its text is read as a tree: lenient in input, strict in meaning.

    软弱涣散 整顿            both, anywhere           "软弱涣散党组织"    exactly this string
    党建 OR 党务, 党建|党务    either                   -范文, NOT 范文      not
    标题:换届  来源:日报     in one field             (a OR b) c          groups; NEAR binds first, then AND, then OR
    整顿 NEAR/20 党组织      at most 20 characters between them, in either order
    党?组织  软弱*组织       one unknown character, none to twelve
    地区:定西  地区:62       of a region or below it
    2019..2021  日期:2019    dated within

Only excess is an error: unbalanced quotes and dangling operators are corrected, and ``explain`` says so. Modules:
lexer (tokens, wildcards, dates), regions, nodes (the tree and its text), parser, parsed (what a page says of a query).
"""

from search.query.lexer import LONGEST_EXACT_RUN
from search.query.nodes import (
    And,
    DateRange,
    Everything,
    InRegion,
    Near,
    Node,
    Not,
    Or,
    SearchTerm,
    Term,
    Wildcard,
    query_text,
)
from search.query.parsed import MAX_LENGTH, OtherReading, ParsedQuery, parse_query
from search.query.parser import MAX_DEPTH, MAX_DISTANCE, MAX_GAPS, MAX_TERMS
from search.query.regions import NamedRegion, use_regions

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
    "OtherReading",
    "ParsedQuery",
    "SearchTerm",
    "Term",
    "Wildcard",
    "parse_query",
    "query_text",
    "use_regions",
]
