"""The applicant's pages: what anyone may read, filling a file, following it, one's own data."""
