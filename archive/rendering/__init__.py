"""What pages are rendered with."""
