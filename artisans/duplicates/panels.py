"""Where possible duplicates hang their pages, their menu and their part of other pages."""

from artisans.duplicates import merging  # noqa: F401 - rules for merges register themselves
