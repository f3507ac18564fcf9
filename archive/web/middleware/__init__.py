"""Middleware: headers, limits for each client, unreadable parameters, and the login of a closed archive."""
