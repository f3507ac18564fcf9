"""What the public may find: status, and the index that follows it."""
