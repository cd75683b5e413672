"""Gathers the desk pages, menus and panels of the rooms, so that the app's `ready` finds them."""

from programs.applications import panels as applications

__all__ = ["applications"]
