"""What may an editor change, and how is it undone?"""
