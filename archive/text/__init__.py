"""The pure room of the archive: bytes and str in, dataclasses out.

No Django, no database, no clock and no network in here, so that every rule
about a text can be tried at a Python prompt and tested in microseconds.
"""
