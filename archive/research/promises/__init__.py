"""What became of what a place planned? Plans of a year beside results of the next; no HTML."""
