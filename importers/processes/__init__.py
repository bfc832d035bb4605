"""Processes of a twin, asked from the plan (OGC API Processes, Part 1: Core, OGC 18-062r2)."""
