"""How is the archive doing: ids and lines of requests, numbers for Prometheus, readiness, notes on searches.

Nothing here records a person: no address, no user, no session, and no search words beside a request.
"""
