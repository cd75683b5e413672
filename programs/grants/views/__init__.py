"""The finance pages, one module per subject."""
