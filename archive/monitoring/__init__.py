"""To be watched: request ids and lines, numbers for Prometheus, readiness, and short-lived notes on searches.

Nothing here keeps who asked: no address, no user, no session, and no search words beside a request.
"""
