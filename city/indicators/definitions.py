"""The numbers that plans are judged by: what each is, its formula and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Better = Literal["more", "less", ""]  # "": neither is better by itself
GROUPS = ("Space", "Homes and jobs", "Green and water", "Climate", "Earthworks", "Cost")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number that plans are judged by.

    title: in English; local: what planners call it elsewhere. formula: in words. source: of the
    definition. decimals: that it is worth showing with. assumes: the assumptions that it is worked
    out with.
    """

    key: str
    title: str
    unit: str
    formula: str
    source: str = ""
    local: tuple[tuple[str, str], ...] = ()
    decimals: int = 0
    per_plot: bool = False  # needs a plot to make sense
    assumes: tuple[str, ...] = ()
    group: str = "Space"
    better: Better = ""

    @property
    def badge(self) -> str:
        """How sure it is: "derived" from what is drawn, or "assumed" with numbers beside that."""
        return "assumed" if self.assumes else "derived"

    def named(self, language: str) -> str:
        """What planners of a language call it for short, "" where they use the title."""
        local = dict(self.local).get(language, "")
        return "" if local in self.title else local


_ISO = "ISO 9836:2017"
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "gfa",
        "Gross floor area",
        "m²",
        "the outline of every storey, added up; storeys that nobody counts are estimated",
        f"{_ISO}, 5.1.3",
        (("en", "GFA"), ("de", "BGF"), ("nl", "bvo"), ("fr", "SDP")),
        assumes=("storey_height",),
    ),
    Indicator(
        "footprint", "Built-up area", "m²", "the ground that buildings cover", f"{_ISO}, 5.1.1"
    ),
    Indicator(
        "far",
        "Floor area ratio",
        "",
        "gross floor area over plot area",
        "",
        (("en", "FAR"), ("de", "GFZ"), ("nl", "fsi"), ("fr", "COS")),
        2,
        True,
        ("storey_height",),
    ),
    Indicator(
        "coverage",
        "Site coverage",
        "%",
        "built-up area over plot area",
        "",
        (("en", "coverage"), ("de", "GRZ"), ("nl", "gsi"), ("fr", "CES")),
        1,
        True,
    ),
    Indicator(
        "dwellings",
        "Dwellings",
        "",
        "residential floor area over the floor area of a dwelling",
        assumes=("dwelling_size",),
        group="Homes and jobs",
    ),
    Indicator(
        "inhabitants",
        "Inhabitants",
        "",
        "dwellings times the people in one",
        assumes=("dwelling_size", "household"),
        group="Homes and jobs",
    ),
    Indicator(
        "jobs",
        "Jobs",
        "",
        "floor area of each use over the floor that a job takes",
        assumes=("office_per_job", "retail_per_job", "industry_per_job", "other_per_job"),
        group="Homes and jobs",
    ),
    Indicator(
        "parking_need",
        "Car spaces needed",
        "",
        "dwellings times the spaces of one, and other floor area over that of a space",
        assumes=("dwelling_size", "parking_per_dwelling", "parking_floor"),
        group="Homes and jobs",
    ),
    Indicator(
        "parking",
        "Car spaces laid out",
        "",
        "parking area over the area of a space",
        assumes=("parking_space",),
        group="Homes and jobs",
    ),
    Indicator(
        "green",
        "Green area",
        "m²",
        "parks, lawns and planting, without what is built over",
        group="Green and water",
        better="more",
    ),
    Indicator(
        "sealed",
        "Sealed area",
        "m²",
        "streets, squares, paving and the ground built on",
        group="Green and water",
        better="less",
    ),
    Indicator("water", "Water area", "m²", "open water", group="Green and water"),
    Indicator("trees", "Trees", "", "counted", group="Green and water", better="more"),
    Indicator(
        "canopy",
        "Tree canopy",
        "m²",
        "the ground under the crowns, each as a circle",
        group="Green and water",
        better="more",
    ),
    Indicator("volume", "Built volume", "m³", "what the buildings enclose", f"{_ISO}, 5.2"),
    Indicator(
        "highest", "Highest point", "m", "of all buildings, above the height datum", "", (), 1
    ),
    Indicator(
        "cut",
        "Ground cut away",
        "m³",
        "between the ground as it is and as it will be",
        group="Earthworks",
        better="less",
    ),
    Indicator(
        "fill",
        "Ground filled in",
        "m³",
        "between the ground as it is and as it will be",
        group="Earthworks",
        better="less",
    ),
    Indicator(
        "solar",
        "Solar power",
        "kWp",
        "panel area times the power of a panel",
        "",
        (),
        1,
        group="Climate",
        better="more",
    ),
    Indicator(
        "carbon",
        "Embodied carbon",
        "t CO₂e",
        "floor area that the plan adds, times the carbon of a square metre of its use",
        assumes=("carbon_residential", "carbon_other"),
        group="Climate",
        better="less",
    ),
    Indicator(
        "cost_low",
        "Construction cost, from",
        "€",
        "new floor area times its cost",
        assumes=("cost_low",),
        group="Cost",
        better="less",
    ),
    Indicator(
        "cost_high",
        "Construction cost, to",
        "€",
        "new floor area times its cost",
        assumes=("cost_high",),
        group="Cost",
        better="less",
    ),
)
BY_KEY: Mapping[str, Indicator] = {one.key: one for one in INDICATORS}
