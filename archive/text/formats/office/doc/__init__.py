"""Which text does a Word 97-2003 file hold? ``reader.py`` joins its pieces, the others know properties of letters and paragraphs."""
