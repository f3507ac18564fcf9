"""Addresses of the API on research: the numbers of the pages of 研究 for programs."""
