"""How an index lies on the disk: folders, segments, and the files of each."""
