"""Names that the seed and the tests share; importable without Django's models."""

CALL = "haouz-e2e"
