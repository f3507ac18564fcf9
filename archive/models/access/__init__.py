"""By what may a program act for an editor? Tokens, each for one scope and for a time."""
