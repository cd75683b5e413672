"""Pages of reviewers, of the committee and of appeals."""
