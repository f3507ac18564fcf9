"""Corpora and research packs on the desk: what editors name and keep for readers to study."""
