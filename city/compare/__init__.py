"""Two states of a city: what one has that the other has not, object by object."""

from city.compare.cities import between_cities
from city.compare.difference import SORTS, Difference, Said, Sort, Sum
from city.compare.plans import between_plans

__all__ = ["SORTS", "Difference", "Said", "Sort", "Sum", "between_cities", "between_plans"]
