"""Sketching: tools that change the city, what they are set to, and what they would lead to."""
