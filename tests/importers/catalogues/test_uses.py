"""What can be done with something is guessed from its type, its format and its address."""

import pytest

from importers.catalogues.uses import use_of

HOST = "https://data.example.eu/"


@pytest.mark.parametrize(
    "address, told, use, standard",
    [
        ("ngsi-ld/v1/entities?type=X", ("application/json",), "feed", "NGSI-LD"),
        ("x", ("NGSI-LD",), "feed", "NGSI-LD"),
        ("FROST-Server/v1.1", (), "feed", "SensorThings"),
        ("gtfs-rt/vehicles.pb", ("application/x-protobuf",), "feed", "GTFS-Realtime"),
        ("gtfs.zip", ("GTFS",), "", "GTFS timetable"),
        ("tile.city.json", ("application/city+json",), "city model", "CityJSON"),
        ("tile.city.jsonl", (), "city model", "CityJSON"),
        ("lod2.zip", ("CityGML",), "city model", "CityGML"),
        ("a.laz", (), "cloud", "LAS"),
        ("x", ("application/vnd.laszip+copc",), "cloud", "COPC"),
        ("wms?service=WMS", ("WMS_SRVC",), "map", "WMS"),
        ("wmts/1.0.0/WMTSCapabilities.xml", (), "map", "WMTS"),
        ("x", ("WFS",), "feed", "WFS"),
        ("x.geojson", (), "feed", "GeoJSON"),
        ("dem.tif", ("image/tiff; application=geotiff",), "terrain", "GeoTIFF"),
        ("ngsi-ld.pdf", ("PDF",), "feed", "NGSI-LD"),
        ("report.pdf", (), "", "PDF"),
        ("x", ("application/octet-stream",), "", ""),
    ],
)
def test_a_use(address, told, use, standard):
    assert use_of(HOST + address, *told) == (use, standard)


def test_what_has_no_address_cannot_be_opened():
    assert use_of("", "CityGML") == ("", "")
