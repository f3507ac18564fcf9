"""Which text does a docx hold? ``reader.py`` walks the document, the others know its parts, styles and drawings."""
