"""Do given words stand in the archive, where, and what differs by a character? Nothing is ever made up."""
