"""The officer's pages on files."""
