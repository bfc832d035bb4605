"""How much less, or more, of something makes people call themselves affected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from city.layer import Quantity

_RULE = "rule of thumb; put in what holds where you plan"
_BRE = "BRE 209 (2022): noticed below 0.8 times of what there was before"
_LIKE_BRE = "as BRE 209 (2022) for daylight: below 0.8 times of what there was before"
_NOISE = "16. BImSchV (Germany), § 1 (2): 3 dB(A) more are a substantial change"


@dataclass(frozen=True, slots=True)
class Threshold:
    """What somebody has to lose more than in order to count, or with `gains` to gain.

    amount: in the quantity's unit; of a clock in hours. relative: in per cent of what there was
    before. source: where the amount comes from.
    """

    amount: float
    unit: str
    gains: bool = False
    relative: bool = False
    source: str = _RULE

    def words(self, clock: bool = False) -> str:
        """What those do who count: "lose more than 30 min". clock: of a time of the day."""
        if clock:
            return f"have it more than {self.amount_words()} {'later' if self.gains else 'earlier'}"
        whole = " of what there was" if self.relative else ""
        return f"{'gain' if self.gains else 'lose'} more than {self.amount_words()}{whole}"

    def amount_words(self, times: float = 1.0) -> str:
        """So many times the amount, with its unit: "30 min", "20 %", "5 percentage points"."""
        amount = self.amount * times
        minutes = round(amount * 60, 6)
        if self.unit == "h" and not self.relative and minutes < 60 and minutes == round(minutes):
            return f"{minutes:.0f} min"
        unit = "percentage points" if self.unit == "%" and not self.relative else self.unit
        return f"{amount:.12g} {unit}".strip()


def _share(source: str, gains: bool = False) -> Threshold:
    return Threshold(20.0, "%", gains, True, source)


# By the key of a quantity.
THRESHOLDS: Mapping[str, Threshold] = MappingProxyType(
    {
        "hours": Threshold(0.5, "h"),
        "least": Threshold(0.5, "h"),
        "longest": Threshold(0.5, "h"),
        "first": Threshold(0.5, "h", gains=True),
        "last": Threshold(0.5, "h"),
        "vsc": _share(_BRE),
        "apsh": _share(_BRE),
        "wpsh": _share(_BRE),
        "svf": _share(_LIKE_BRE),
        "open": _share(_LIKE_BRE),
        "sky": _share(_LIKE_BRE),
        "green": _share(_LIKE_BRE),
        "water": _share(_LIKE_BRE),
        "buildings": _share(_RULE, gains=True),
        "line25": Threshold(5.0, "°", gains=True),
        "year": Threshold(10.0, "%", False, True),
    }
)
# By unit, of what no key is known of.
OF_UNITS: Mapping[str, Threshold] = MappingProxyType(
    {
        "h": Threshold(0.5, "h"),
        "dB": Threshold(3.0, "dB", gains=True, source=_NOISE),
        "dB(A)": Threshold(3.0, "dB(A)", gains=True, source=_NOISE),
        "°C": Threshold(1.0, "°C", gains=True),
        "K": Threshold(1.0, "K", gains=True),
    }
)


def threshold_of(quantity: Quantity) -> Threshold:
    """The usual one for a quantity: the one that is known for it, or for its unit, else a fifth of
    what there was before."""
    unit = "h" if quantity.unit == "clock" else quantity.unit
    known = THRESHOLDS.get(quantity.key)
    if known is not None and (known.relative or known.unit == unit):
        return known
    return OF_UNITS.get(unit, _share(_RULE))


def read_threshold(text: str, quantity: Quantity) -> Threshold:
    """A threshold as people write it: "0.5", "20%" of what there was, "+3" for gaining, "-3" for
    losing; "" for the usual one. Raises ValueError in one line."""
    usual = threshold_of(quantity)
    said = text.strip().replace("−", "-")
    if not said:
        return usual
    relative = said.endswith("%")
    try:
        amount = float(said.removesuffix("%"))
    except ValueError:
        amount = float("nan")
    if not 0 < abs(amount) < 1e9:
        raise ValueError(
            f"{text[:40]!r} is no amount over 0: say 0.5, 20% of what there was before, or +3 for "
            "those who gain more"
        )
    gains = usual.gains if said[0] not in "+-" else said[0] == "+"
    return with_amount(usual, quantity, abs(amount), gains, relative)


def with_amount(
    usual: Threshold, quantity: Quantity, amount: float, gains: bool, relative: bool
) -> Threshold:
    """A threshold that somebody has changed; where it is the usual one all the same, that one."""
    unit = "%" if relative else "h" if quantity.unit == "clock" else quantity.unit
    made = replace(usual, amount=amount, unit=unit, gains=gains, relative=relative)
    return made if made == usual else replace(made, source="put in by hand")
