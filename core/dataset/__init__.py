"""Labelled data: reading it, checking it, dividing it, and bringing it into the form that a network takes.

Everything is torch-free (the window imports it), except `items.py` and `loaders.py`.
"""
