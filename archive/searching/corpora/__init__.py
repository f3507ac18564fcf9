"""Which reports are in a corpus today?"""
