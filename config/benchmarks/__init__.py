"""Figures beside their floors: a register of any size (`seed_scale`) and what our pages cost on it (`bench`).

A benchmark never fails by time. Product and floor are measured in the same run, on the same rows, one after the other,
and the ratio is what counts: absolute numbers say as much about the machine as about us.
"""
