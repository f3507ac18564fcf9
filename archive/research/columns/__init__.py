"""How do two to four subsets compare, side by side: their counts, their strings, their lines?"""
