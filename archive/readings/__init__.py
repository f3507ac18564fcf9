"""How do figures and sections come to be rows, and stay those of the present texts? They follow the public changes.

    follow    changes behind the last one read -> sources -> read, in one process or several -> rows and place, in one transaction
    check     digests of the present texts and of the rows, against those noted when they were written

Nothing here runs in a request: docs/decisions/0023-readings-derived.md.
"""
