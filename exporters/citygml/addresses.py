"""Addresses in xAL, the language of OASIS for them: 2.0 in CityGML 2.0, 3.0 in CityGML 3.0."""

from __future__ import annotations

from typing import Any

from exporters.citygml.text import element, nc_name, quoted

# One part of an address, by its names in xAL 2.0 and 3.0.
PARTS = {
    "CountryName": "Country",
    "AdministrativeAreaName": "AdministrativeArea",
    "LocalityName": "Locality",
    "ThoroughfareName": "Thoroughfare",
    "ThoroughfareNumber": "Number",
    "PostalCodeNumber": "PostCode",
}
OLD = {new: old for old, new in PARTS.items()} | {old: old for old in PARTS}
NEW = PARTS | {new: new for new in PARTS.values()}


def address(slot: str, parts: Any, version: str) -> str | None:
    """The property of one address; None for what xAL's usual parts cannot say."""
    if not isinstance(parts, dict):
        return None
    names = OLD if version == "2.0" else NEW
    own = {k: v for k, v in parts.items() if k not in ("id", "location")}
    if not own or not all(isinstance(v, str) and k.rstrip("_") in names for k, v in own.items()):
        return None
    spelled: dict[str, list[str]] = {}
    for k, v in own.items():  # what stands there twice has been told apart by an underscore
        spelled.setdefault(names[k.rstrip("_")], []).append(v)
    place = _location(parts.get("location"))
    if place is None:
        return None
    inner = _old(spelled) if version == "2.0" else _new(spelled)
    id = f" gml:id={quoted(nc_name(str(parts['id'])))}" if "id" in parts else ""
    return (
        f"<{slot}><core:Address{id}><core:xalAddress>{inner}</core:xalAddress>{place}"
        f"</core:Address></{slot}>"
    )


def _old(parts: dict[str, list[str]]) -> str:
    def all_of(name: str) -> str:
        return "".join(element(f"xAL:{name}", value) for value in parts.get(name, ()))

    number, street = all_of("ThoroughfareNumber"), all_of("ThoroughfareName")
    code = all_of("PostalCodeNumber")
    locality = all_of("LocalityName")
    if number or street:
        locality += f'<xAL:Thoroughfare Type="Street">{number}{street}</xAL:Thoroughfare>'
    locality += f"<xAL:PostalCode>{code}</xAL:PostalCode>" if code else ""
    locality = f'<xAL:Locality Type="Town">{locality}</xAL:Locality>' if locality else ""
    area = all_of("AdministrativeAreaName")
    if area:
        locality = f"<xAL:AdministrativeArea>{area}{locality}</xAL:AdministrativeArea>"
    country = f"<xAL:Country>{all_of('CountryName')}{locality}</xAL:Country>"
    return f"<xAL:AddressDetails>{country}</xAL:AddressDetails>"


def _new(parts: dict[str, list[str]]) -> str:
    def all_of(name: str, leaf: str = "NameElement") -> str:
        return "".join(element(f"xAL:{leaf}", value) for value in parts.get(name, ()))

    number = all_of("Number", "Identifier")
    inside = {
        "Country": all_of("Country"),
        "AdministrativeArea": all_of("AdministrativeArea"),
        "Locality": all_of("Locality"),
        "Thoroughfare": (f"<xAL:Number>{number}</xAL:Number>" if number else "")
        + all_of("Thoroughfare"),
        "PostCode": all_of("PostCode", "Identifier"),
    }
    inner = "".join(f"<xAL:{name}>{text}</xAL:{name}>" for name, text in inside.items() if text)
    return f"<xAL:Address>{inner}</xAL:Address>"


def _location(places: Any) -> str | None:
    """The points where an address lies, as the source gave them; None for anything else."""
    if places is None:
        return ""
    if not isinstance(places, list):
        return None
    points = ""
    for place in places:
        if not isinstance(place, list) or not all(isinstance(c, (int, float)) for c in place):
            return None
        position = " ".join(repr(c) for c in place)
        points += f"<gml:pointMember><gml:Point><gml:pos>{position}</gml:pos></gml:Point>"
        points += "</gml:pointMember>"
    return f"<core:multiPoint><gml:MultiPoint>{points}</gml:MultiPoint></core:multiPoint>"
