"""In which words does a term stand? The concordance of a subset: what is asked, its lines with their words, its files."""
