"""Names that the seed and the tests share; importable without Django's models."""

CALL = "haouz-e2e"
NEIGHBOURS = (
    ("Khadija Bouhlal", "خديجة بوهلال"),
    ("Khaddouj Bouhlal", "خدوج بوهلال"),
    ("Rachid Oubella", "رشيد أوبلا"),
)
