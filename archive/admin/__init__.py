"""What does the review desk (编辑台) show: uploads, batches, drafts under review, lists, accounts, status and log?

Nothing is imported here: Django looks up ``site.ReviewDesk`` while autodiscover runs, and a registration at that moment
would go to a site that Django then replaces. ``ReviewDesk`` registers its pages itself.
"""
