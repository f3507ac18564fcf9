"""How does a page show one report? Its card, its text with marks, near duplicates side by side, similar reports."""
