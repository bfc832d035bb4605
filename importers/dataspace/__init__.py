"""Data spaces: what providers offer, under which conditions, and how data come by an agreement."""
