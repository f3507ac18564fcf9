"""How does everything that is public go out as one dated set of files, and how does an empty archive come from it?

    dump         one reading transaction -> reports.jsonl, tables, originals, README, SHA256SUMS -> *.part -> renamed
    import_dump  every checksum -> every line checked -> originals in place -> rows, range by range -> index rebuilt

What a set holds, and what it never does: docs/decisions/0020-dumps.md.
"""
