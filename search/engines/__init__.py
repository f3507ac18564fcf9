"""Which library keeps the index? One room for each engine; only these rooms name its library."""
