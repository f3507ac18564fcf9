"""Who wrote a text, and for whom? Names of people and of outlets in folded lines, bylines and datelines."""
