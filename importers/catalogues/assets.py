"""Items of STAC as entries: their assets, and what the `city3d` extension tells of city models."""

from __future__ import annotations

from typing import Any

from importers.catalogues import extent
from importers.catalogues.entry import Distribution, Entry, address, many, passage, said, size
from importers.catalogues.licences import in_words
from importers.catalogues.uses import use_of
from importers.live.feed import moment, text
from importers.live.web import linked

BESIDE = frozenset({"thumbnail", "overview"})  # roles of pictures of the data


def entry(item: dict[str, Any], owner: dict[str, Any], id: str, url: str) -> Entry:
    """An item, or a collection that has assets itself, with what its collection says for it.

    url: of the document, to which its links are relative.
    """
    properties = item.get("properties")
    told = properties if isinstance(properties, dict) else item
    licence = text(told.get("license") or owner.get("license"))
    city = _city(told)
    about = passage(told.get("description") or owner.get("description"))
    given = [one for one in many(told.get("providers") or owner.get("providers"))
             if isinstance(one, dict)]  # fmt: skip
    assets = item.get("assets")
    return Entry(
        id=id[:2000],
        title=said(told.get("title")) or text(item.get("id")),
        description=". ".join(filter(None, (city, about))),
        publisher=next((said(one.get("name")) for one in given), ""),
        licence=licence,
        words=in_words(licence),
        updated=moment(told.get("updated") or told.get("datetime") or told.get("created")),
        box=extent.of_bbox(item.get("bbox")) or extent.of_geojson(item.get("geometry")),
        keywords=tuple(
            said(one)
            for one in (*many(told.get("keywords")), *many(owner.get("keywords")))
            if isinstance(one, str)
        ),
        distributions=tuple(
            _way(text(name), one, bool(city), url)
            for name, one in (assets.items() if isinstance(assets, dict) else ())
            if isinstance(one, dict) and not BESIDE & set(map(text, many(one.get("roles"))))
        ),
    )


def _city(told: dict[str, Any]) -> str:
    """What the extension city3d says, in words."""
    objects, kinds = told.get("city3d:city_objects"), many(told.get("city3d:co_types"))
    if isinstance(objects, dict):  # some write the least and the most
        objects = objects.get("total") or objects.get("max")
    parts = []
    if size(objects):
        named = ", ".join(filter(None, map(text, kinds)))
        parts.append(f"{size(objects):,} city objects" + (f" ({named})" if named else ""))
    if levels := [text(one) for one in many(told.get("city3d:lods"))]:
        parts.append(f"level of detail {', '.join(levels)}")
    return "; ".join(parts)


def _way(name: str, asset: dict[str, Any], city: bool, url: str) -> Distribution:
    href = asset.get("href")
    where = address(linked(url, href)) if isinstance(href, str) else ""
    media = text(asset.get("type"))
    use, standard = use_of(where, media)
    if city and where and not use and media in ("application/json", ""):
        use, standard = "city model", "CityJSON"
    title = said(asset.get("title")) or name
    return Distribution(title, where, media, use, standard, size(asset.get("file:size")))
