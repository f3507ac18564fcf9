"""How does a file become a draft, and what should an editor check about it?"""
