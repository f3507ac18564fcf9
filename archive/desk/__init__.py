"""What an editor may change."""
