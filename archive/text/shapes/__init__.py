"""Which shape has a text: what frames it, how its lines run, what it is about? The rules on its kind ask."""
