"""Benchmarks: the archive's engine and its peers in one run on one made corpus. ``make bench``; results in docs/benchmarks.md."""
