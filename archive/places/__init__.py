"""Regions: the table, former names, looking one up."""
