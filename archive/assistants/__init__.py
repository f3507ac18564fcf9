"""What may a program that answers people (an assistant) ask? Tools by the Model Context Protocol; docs/assistants.md.

``tools`` is what each tool answers, ``server`` speaks the protocol over standard input and output, ``web`` over HTTP. Only
``server`` and ``web`` need the optional packages of requirements-mcp.txt.
"""
