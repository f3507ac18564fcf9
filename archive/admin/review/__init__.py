"""The review of one report, part by part."""
