"""Which numbers do the reports give, and may they be added? Questions to rows, rows to files; no HTML."""
