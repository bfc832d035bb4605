"""Traffic here and now: what a run is asked, what a plan does to streets, and what comes of it."""
