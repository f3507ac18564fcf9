"""The pages. A view reads the request, asks one function, and renders; what it shows is decided elsewhere."""
