"""How a file becomes a draft."""
