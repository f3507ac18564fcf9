"""Who is told by letter what newly answers a search?

A reader asks on ``/watch/`` (asking.py), and confirms by a signed link (links.py). Letters are made of what was published
since the last one (making.py, found.py) and wait in a queue until a process sends them (sending.py, post.py, keeper.py).
"""
