"""Which text do pictures hold: scans, photographs, screenshots? An optional program recognises it, line by line."""
