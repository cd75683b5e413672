"""What every endpoint shares.

One module for each thing the framework loads by its name in the settings: it loads some of them in the middle of
importing its own views, so the pages and the limits must not import those views.
"""
