"""What do the processes of one DATA_DIR share: originals, incoming files, locks, and commands that outlive a request?"""
