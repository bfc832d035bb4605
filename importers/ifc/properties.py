"""What a building model says of its things: property sets, quantities, materials."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from importers.ifc.lines import is_line, part, parts, text
from importers.ifc.units import MEASURED, Units
from importers.ifc.values import Value
from importers.model3d import typed

QUANTITIES = {  # the attribute that holds a quantity's value, and what is measured
    "IfcQuantityLength": ("LengthValue", "LENGTHUNIT"),
    "IfcQuantityArea": ("AreaValue", "AREAUNIT"),
    "IfcQuantityVolume": ("VolumeValue", "VOLUMEUNIT"),
    "IfcQuantityCount": ("CountValue", ""),
    "IfcQuantityWeight": ("WeightValue", ""),
    "IfcQuantityTime": ("TimeValue", ""),
    "IfcQuantityNumber": ("NumberValue", ""),
}
DEEP = 4  # sets within sets
Attributes = dict[str, Value]


class Properties:
    """The attributes of every thing of a model, gathered once from the relations that give them."""

    def __init__(self, model: Any, units: Units) -> None:
        self._units = units
        self._sets: dict[int, Attributes] = {}
        self._of: dict[int, list[Any]] = defaultdict(list)
        self._materials: dict[int, str] = {}
        for relation in model.by_type("IfcRelDefinesByProperties"):
            name = "RelatingPropertyDefinition"
            given = parts(relation, name) or [part(relation, name)]
            for thing in parts(relation, "RelatedObjects"):
                self._of[thing.id()] += given
        for relation in model.by_type("IfcRelDefinesByType"):
            given = parts(part(relation, "RelatingType"), "HasPropertySets")
            for thing in parts(relation, "RelatedObjects"):
                self._of[thing.id()] += given  # last, so that what a thing says itself goes first
        for relation in model.by_type("IfcRelAssociatesMaterial"):
            names = dict.fromkeys(_material_names(part(relation, "RelatingMaterial")))
            for thing in parts(relation, "RelatedObjects"):
                self._materials.setdefault(thing.id(), ", ".join(filter(None, names)))

    def of(self, thing: Any) -> Attributes:
        """All attributes of a thing: "Pset_WallCommon.IsExternal", "material" ..."""
        found: Attributes = {}
        if material := self._materials.get(thing.id()):
            found["material"] = Value("text", material)
        for one in self._of.get(thing.id(), ()):
            if one is None:
                continue
            if one.id() not in self._sets:
                self._sets[one.id()] = dict(self._set(one))
            for name, value in self._sets[one.id()].items():
                found.setdefault(name, value)
        return found

    def _set(self, one: Any) -> Iterator[tuple[str, Value]]:
        for inner in parts(one, "HasProperties") or parts(one, "Quantities"):
            yield from self._part(inner, text(one, "Name") or one.is_a(), 0)

    def _part(self, one: Any, above: str, depth: int) -> Iterator[tuple[str, Value]]:
        if depth > DEEP:
            return
        name = f"{above}.{text(one, 'Name')}"
        for inner in parts(one, "HasProperties") or parts(one, "HasQuantities"):
            yield from self._part(inner, name, depth + 1)
        value: Value | None = None
        if one.is_a() in QUANTITIES:
            field, kind = QUANTITIES[one.is_a()]
            value = self._plain(getattr(one, field), kind, part(one, "Unit"))
        elif one.is_a("IfcPropertySingleValue"):
            value = self._wrapped(one.NominalValue, part(one, "Unit"))
        elif found := self._several(one):
            value = Value(*typed(found))
        if value is not None:
            yield name, value

    def _several(self, one: Any) -> Any:
        """The values of an enumeration, a list or a range."""
        unit = part(one, "Unit")
        if one.is_a("IfcPropertyEnumeratedValue"):
            values = self._list(parts(one, "EnumerationValues"), None)
            return values[0] if len(values) == 1 else values
        if one.is_a("IfcPropertyListValue"):
            return self._list(parts(one, "ListValues"), unit)
        if one.is_a("IfcPropertyBoundedValue"):
            ends = ("LowerBoundValue", "SetPointValue", "UpperBoundValue")
            found = {end: self._wrapped(getattr(one, end, None), unit) for end in ends}
            return {end[:-5]: value.value for end, value in found.items() if value is not None}
        return None

    def _list(self, values: list[Any], unit: Any) -> list[object]:
        found = (self._wrapped(value, unit) for value in values)
        return [value.value for value in found if value is not None]

    def _wrapped(self, value: Any, unit: Any) -> Value | None:
        """A value with its type, IFCLENGTHMEASURE(2.5), as an attribute."""
        if not is_line(value):
            return None
        plain = getattr(value, "wrappedValue", None)
        return self._plain(plain, MEASURED.get(value.is_a(), ""), unit)

    def _plain(self, plain: Any, kind: str, unit: Any = None) -> Value | None:
        if isinstance(plain, (bool, int)) and not kind:
            return Value(*typed(plain))
        if isinstance(plain, (int, float)):
            if not math.isfinite(plain):
                return None
            known = self._units.measured(float(plain), kind, unit) if kind else (float(plain), "")
            return Value("number", *known)
        if plain in ("TRUE", "FALSE"):
            return Value("boolean", plain == "TRUE")
        if isinstance(plain, str) and plain not in ("", "UNKNOWN"):
            return Value("text", plain)
        return None


def _material_names(material: Any) -> Iterator[str]:
    """The names of what a material is made of, from the outside in."""
    material = part(material, "ForLayerSet") or part(material, "ForProfileSet") or material
    for field in ("Materials", "MaterialLayers", "MaterialConstituents", "MaterialProfiles"):
        for layer in parts(material, field):
            yield text(layer if layer.is_a("IfcMaterial") else part(layer, "Material"), "Name")
    if is_line(material, "IfcMaterial"):
        yield text(material, "Name")
