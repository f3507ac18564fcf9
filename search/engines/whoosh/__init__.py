"""How does Whoosh keep the index, and numpy answer from it? ``engine`` is the door.

``answering`` and ``writing`` use ``reading``, all use ``disk``.
"""
