"""How does an editor find reports on the desk: by words, by filters, as a list to take along?"""
