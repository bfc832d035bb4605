"""Two states of a city: what one has that the other has not, object by object."""

from city.compare.cities import between_cities
from city.compare.counterpart import counterpart
from city.compare.delivery import Delivery, over_delivery
from city.compare.difference import MEASURES, SORTS, Difference, Said, Sort, Sum
from city.compare.placing import placed
from city.compare.plans import between_plans

__all__ = [
    "MEASURES",
    "SORTS",
    "Delivery",
    "Difference",
    "Said",
    "Sort",
    "Sum",
    "between_cities",
    "between_plans",
    "counterpart",
    "over_delivery",
    "placed",
]
