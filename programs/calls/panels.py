"""Where calls hang their pages and menu."""
