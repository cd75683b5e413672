"""The officers' pages of the register."""
