"""A demonstration that tells a true story: invented people carried through the real actions under a set clock.

Deterministic: the same names, places, files and decisions every time. Nothing here is official; every row
that can say so is marked as demonstration, and every page and PDF that shows it says so too.
"""
