"""City -> CityJSON 2.0 and CityJSONSeq 2.0."""

from exporters.cityjson.document import write

__all__ = ["write"]
