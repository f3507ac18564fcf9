"""How documents come into an index: cut into tokens, sorted, written as a segment."""
