"""How does a document come into the index? Cut into tokens, sorted, written as a segment of one commit."""
