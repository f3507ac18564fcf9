"""How do documents get into the cluster, and which index is the live one?"""
