"""What every request passes: further headers, limits for each address, and the door of a closed archive."""
