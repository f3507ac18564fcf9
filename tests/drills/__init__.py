"""Long drills, run by SLOW_TESTS=1: an archive under load, crowds and strangers, with bounds that are counted and not felt."""
