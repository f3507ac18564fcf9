"""How does an index lie on the disk? Folders, locks, segments and the files of each segment."""
