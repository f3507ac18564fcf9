"""What the tests of the query language ask of a typed query."""

from __future__ import annotations

from search.query import parse_query


def root(text):
    return parse_query(text).root


def said(text):
    return " ".join(parse_query(text).explain)


def labels(text, mode="folded"):
    return {reading.label: (reading.text, reading.mode) for reading in parse_query(text, mode).other_readings}
