"""What does an editor see and do on the page of one report?"""
