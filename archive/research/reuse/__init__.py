"""Which passages do reports share that are no set phrase (相同文字), who is older, and what is set phrase (套语)?"""
