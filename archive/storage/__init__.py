"""What lies on the disk of DATA_DIR: originals, files on their way in, locks."""
