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
    if not own or not all(isinstance(v, str) and k in names for k, v in own.items()):
        return None
    spelled = {names[k]: v for k, v in own.items()}
    place = _location(parts.get("location"))
    if place is None or len(spelled) < len(own):
        return None
    inner = _old(spelled) if version == "2.0" else _new(spelled)
    id = f" gml:id={quoted(nc_name(str(parts['id'])))}" if "id" in parts else ""
    return (
        f"<{slot}><core:Address{id}><core:xalAddress>{inner}</core:xalAddress>{place}"
        f"</core:Address></{slot}>"
    )


def _old(parts: dict[str, str]) -> str:
    def one(name: str, inner: str = "") -> str:
        return element(f"xAL:{name}", parts[name]) + inner if name in parts else inner

    number = one("ThoroughfareNumber")
    street = one("ThoroughfareName")
    code = one("PostalCodeNumber")
    thoroughfare = f'<xAL:Thoroughfare Type="Street">{number}{street}</xAL:Thoroughfare>'
    locality = one("LocalityName")
    locality += thoroughfare if number or street else ""
    locality += f"<xAL:PostalCode>{code}</xAL:PostalCode>" if code else ""
    locality = f'<xAL:Locality Type="Town">{locality}</xAL:Locality>' if locality else ""
    area = one("AdministrativeAreaName")
    if area:
        locality = f"<xAL:AdministrativeArea>{area}{locality}</xAL:AdministrativeArea>"
    country = f"<xAL:Country>{one('CountryName')}{locality}</xAL:Country>"
    return f"<xAL:AddressDetails>{country}</xAL:AddressDetails>"


def _new(parts: dict[str, str]) -> str:
    inner = ""
    for name in ("Country", "AdministrativeArea", "Locality"):
        if name in parts:
            inner += f"<xAL:{name}>{element('xAL:NameElement', parts[name])}</xAL:{name}>"
    street = ""
    if "Number" in parts:
        street += f"<xAL:Number>{element('xAL:Identifier', parts['Number'])}</xAL:Number>"
    if "Thoroughfare" in parts:
        street += element("xAL:NameElement", parts["Thoroughfare"])
    inner += f"<xAL:Thoroughfare>{street}</xAL:Thoroughfare>" if street else ""
    if "PostCode" in parts:
        inner += f"<xAL:PostCode>{element('xAL:Identifier', parts['PostCode'])}</xAL:PostCode>"
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
