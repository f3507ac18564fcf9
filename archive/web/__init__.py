"""What does every request pass, and how are addresses written: middleware, limits, clients, form fields, paging."""
