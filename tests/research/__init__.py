"""The pages of research: what they count, how they are cited, what they hand on as files."""
