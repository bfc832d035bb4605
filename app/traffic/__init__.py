"""Traffic by SUMO, run as programs of their own: with and without a plan, and compared."""
