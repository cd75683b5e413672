"""Pages of complaints: the officers’ and the people’s own."""
