"""The editing desk (编辑台): files come in, are looked over, corrected and published.

Nothing is imported here: ``site.EditingDesk`` is looked up while autodiscover runs, and a
registration made at that moment would go to a site that is thrown away. It registers by itself.
"""
