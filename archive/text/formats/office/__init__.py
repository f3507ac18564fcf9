"""Documents of word processors: doc, docx, rtf, odt."""
