"""Taking reports along: files, feeds, references, the saved list."""
