"""A text laid out for a page: lines, runs, passages. Pure."""
