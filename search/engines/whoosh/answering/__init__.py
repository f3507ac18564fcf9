"""Which documents answer a query, in which order, with which counts."""
