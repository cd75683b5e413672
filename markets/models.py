"""Gathers the rooms so that Django finds their models."""
