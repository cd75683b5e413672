"""The colours of charts, by the names of the house's tokens (`static/css/tokens.css`; a test compares them).

On a page a chart names the token, so that it follows light and dark; in print it carries the value.
"""

LIGHT = {
    "ink": "#1d2a2c",
    "ink-soft": "#56666a",
    "surface": "#ffffff",
    "line": "#e2ddd3",
    "brand": "#0f5c5c",
    "brand-soft": "#e3efed",
    "clay": "#b4532a",
    "saffron": "#b7791f",
}

SERIES = ("brand", "clay", "saffron", "ink-soft")
"""In this order; told apart without colour by the marker and the dash of the same place."""

MARKERS = ("circle", "diamond", "square", "triangle-up")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3))

STEPS = ("#e3efed", "#a9cfca", "#6aa8a3", "#2f7f7d", "#0f5c5c")
"""From little to much on a map; the same order in grey."""


def colour(token: str, target: str) -> str:
    """The token for a page (`var(--brand)`), its light value for print."""
    return f"var(--{token})" if target == "page" else LIGHT[token]
