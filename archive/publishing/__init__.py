"""Which reports are public, and how does the index follow?"""
