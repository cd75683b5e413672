"""Pages of imports: the list, sending a file, one import and its acts, its files."""
