"""Which words, or strings, stand beside the hits of a query more often than elsewhere?"""
