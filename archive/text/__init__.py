"""What do the bytes of a file say? Pure rules: bytes and str in, dataclasses out.

No Django, no database, no clock and no network in here, so that each rule about a text can be tried at a Python
prompt and tested in microseconds.
"""
