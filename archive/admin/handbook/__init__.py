"""How does an editor read the handbook (编者手册) on the desk?"""
