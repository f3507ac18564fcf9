"""What does an editor do to many reports at once?"""
