"""Which documents answer a query? The border is ``search.engine`` and ``search.documents``; ``search.query`` reads a query.

It knows no report, no region's name and no HTTP. The search *page* lives in ``archive/views``, because it shows reports.
"""
