"""Which text does a web page hold, and what does it state about itself? Mail archives of pages are included."""
