"""Widgets on pages of their own, which need no kernel and no network. Begin with `saved.py`."""
