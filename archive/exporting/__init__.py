"""In which forms does the archive hand out reports? Files, feeds, citations, saved lists and sitemaps."""
