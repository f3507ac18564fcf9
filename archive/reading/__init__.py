"""A report on its page."""
