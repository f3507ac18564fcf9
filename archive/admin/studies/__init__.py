"""Corpora on the desk: what editors name for readers to study."""
