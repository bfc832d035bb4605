"""Live data: what a city's platform says now, through open standards, and recordings of it."""
