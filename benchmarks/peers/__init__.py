"""The engines beside ours, each on equal work: ten hits, the count, three facets (region, year, kind), ten excerpts.

All match a string exactly, by the pairs of characters that it is made of: that is the archive's law, and any of
them can be taught it. Ranks differ, so the number of hits and the three facets are compared, on every question.
"""
