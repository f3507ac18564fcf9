"""Letters of watches, against a real mail server on loopback."""
