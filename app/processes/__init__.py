"""Simulations of a twin, asked about the plan from the window (OGC API Processes)."""
