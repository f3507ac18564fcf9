"""Addresses, forms' fields, paging, and what every request passes."""
