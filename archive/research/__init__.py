"""How do reports speak: how often, where, since when, in which words? Questions become rows here; views draw them."""
