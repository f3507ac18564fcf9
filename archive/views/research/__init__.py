"""The pages of research: each reads its question from the address, asks archive.research and draws the rows."""
