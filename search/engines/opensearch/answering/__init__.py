"""Which request of the cluster finds, ranks, counts and lists what a query asks for?"""
