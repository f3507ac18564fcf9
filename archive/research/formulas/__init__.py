"""Which formulas (提法) are there, and who first wrote one here, who took it over, and in which words?"""
