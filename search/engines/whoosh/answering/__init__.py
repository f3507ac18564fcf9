"""Which documents answer a query, in which order and with which counts?"""
