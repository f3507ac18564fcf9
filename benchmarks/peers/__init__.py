"""How does each engine do the same work? Ten documents, the count, three facets (region, year, kind), ten excerpts.

All find a string exactly, by its pairs of characters, as the archive's law of matching requires. Ranks differ, so the
count and the three facets are compared, on every query.
"""
