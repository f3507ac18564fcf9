"""Where does a string stand? Commits and segments opened, postings read, hits found."""
