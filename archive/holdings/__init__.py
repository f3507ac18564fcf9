"""How much does the archive hold, of which region and of which measure? Counts for home, regions and measures."""
