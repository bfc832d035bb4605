"""Catalogues: which data there are, whose, under which licence, and what can be done with them."""
