"""From a question to what its page shows."""
