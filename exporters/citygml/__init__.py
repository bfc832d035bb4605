"""City -> CityGML 2.0 and 3.0."""

from exporters.citygml.document import write

__all__ = ["write"]
