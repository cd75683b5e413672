"""The officers' pages of networks, orders, centres and exporters."""
