"""To which rules does every engine hold? Which filters there are and what they mean, and the numbers of the ranking."""
