"""What else may a reader look for? Suggested queries beside the results, and completion while typing."""
