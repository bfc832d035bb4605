"""What a plan is worth in numbers, each with its formula and what it takes for granted."""

from city.indicators.definitions import BY_KEY, INDICATORS, Indicator
from city.indicators.numbers import Numbers, Tally, indicators, plots, plots_of, storey_of, tally

__all__ = [
    "BY_KEY",
    "INDICATORS",
    "Indicator",
    "Numbers",
    "Tally",
    "indicators",
    "plots",
    "plots_of",
    "storey_of",
    "tally",
]
