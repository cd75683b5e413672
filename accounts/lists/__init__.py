"""Staff lists: views that are kept and shared, columns that are chosen, the whole list taken away as a file."""
