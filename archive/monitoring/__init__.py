"""How is the archive doing: request ids and log lines, numbers for Prometheus, readiness, notes on searches.

Nothing here records a person: no address, no user, no session, and no search words beside a request.
"""
