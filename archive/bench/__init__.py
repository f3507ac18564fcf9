"""Benchmarks. Each runs on a folder of its own that it makes and removes."""
