"""The engine room: documents and queries in, hits out.

It knows nothing of reports, regions' names or HTTP. The search *page* lives in
``archive/views`` because it shows reports.
"""
