"""Is a line a title, and which part of it? Pure rules on words, for formats and the card."""
