"""Which words do two texts share that not everybody writes? Pure: prints of a text, runs of two texts, and the values found."""
