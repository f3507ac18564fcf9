"""Which files and pages are in what was brought in: folders, zips, tars and web archives?"""
