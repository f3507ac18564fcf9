"""Benchmarks: the embedded engine and its peers in one run on one corpus. ``make bench``; see docs of design."""
