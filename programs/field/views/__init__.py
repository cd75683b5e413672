"""What devices ask for, and the pages on which people look after them."""
