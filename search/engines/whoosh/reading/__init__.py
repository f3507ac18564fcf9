"""Where a string stands: segments opened, postings read, places found."""
