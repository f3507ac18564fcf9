"""Which text does a document of a word processor hold: doc, docx, rtf or odt? Each reader returns text and hints."""
