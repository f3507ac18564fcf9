"""Help with a question: offers, completion."""
