"""What the sun, the water and the air do to a city: each a function of the City and parameters."""
