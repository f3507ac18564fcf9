"""Which lines, runs and passages does a text have on a page? Pure: no database, no HTML."""
