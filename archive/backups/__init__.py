"""How does the archive become one file while it serves? How does it come back? This room does both.

    backup   one reading transaction -> rows as JSON lines, originals, waiting uploads, manifest -> FILE.part -> FILE
    restore  every hash -> originals in place -> database beside -> swapped in -> index rebuilt

Why rows and not a copy of the database file: docs/decisions/0004-backups-of-rows.md.
"""
