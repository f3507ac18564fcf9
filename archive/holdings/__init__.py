"""What the archive holds, counted."""
