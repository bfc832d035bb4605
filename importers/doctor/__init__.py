"""The doctor: what is wrong with the geometry of a city, in words that a planner understands."""

from importers.doctor.examination import examine

__all__ = ["examine"]
