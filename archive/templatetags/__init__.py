"""How do the templates of the review desk write the text under review?"""
