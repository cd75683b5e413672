"""Pages of the desk about calls."""
