"""Which rows does a table hold, in a workbook or in a bibliography? Lists of cards come as both."""
