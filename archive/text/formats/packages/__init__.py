"""Which files and pages lie in a package: a tar, a web archive, a folder of a saved site? All of it read in bounds."""
