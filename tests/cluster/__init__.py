"""Does a real OpenSearch cluster answer as the embedded engine does, and what happens when a part of it goes away?

``make test-opensearch`` starts a cluster for these tests; without one they are skipped.
"""
