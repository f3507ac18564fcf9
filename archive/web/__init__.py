"""What does every request pass, and how are addresses written: middleware, limits, form fields, paging."""
