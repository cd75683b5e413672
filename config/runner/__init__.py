"""What starts, watches and stops everything that `make run`, `make test` and `make bench` need.

Outside the ladders: nothing of the product imports this package, and it imports nothing of the product. It is the one
place beside `config.settings` that reads the environment, because it prepares the environment the settings will read.
"""
