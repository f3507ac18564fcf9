"""Which commands does manage.py offer, and how do they show their progress?"""
