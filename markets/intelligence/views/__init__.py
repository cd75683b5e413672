"""Pages of market notes and export results: the desk, and the beneficiary's own."""
