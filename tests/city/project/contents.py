"""A project in which every kind of entry occurs."""

from city.project import Contents, Eye, HeightFix, Look, Measurement, Note, Origin, Plan, Viewpoint

NOON = "2026-06-21T12:00+02:00"
EYE = Eye((84010.0, 447020.0, 300.0), (84100.0, 447100.0, 5.0), horizontal="EPSG:28992")


def full(folder):
    return Contents(
        origins=(
            Origin(1, 0, str(folder / "town.gml"), "town.gml", "ab" * 16, "EPSG:28992"),
            Origin(2, 0, str(folder / "land.tif"), "land.tif", "cd" * 16, options={"a": "b"}),
        ),
        looks=(Look("1/Buildings", style='{"a": 1}'), Look("2/terrain0", False, 0.5, None, True)),
        views=(
            Viewpoint("v2", "The square", EYE, {"1/Buildings": True}, {"1/Buildings": "{}"}),
            Viewpoint(
                "v1",
                "Süd",
                EYE,
                {},
                {},
                "2026-06-21T12:00+02:00",
                [1, 2],
                b"\x89PNG",
                {"mode": "beside"},
            ),
        ),
        notes=(Note("n1", 1, "A tree?\n<b>", (84010.0, 447020.0, 3.25), object="house"),),
        fixes=(HeightFix(1, 0, 43.21, "ellipsoid", "2026-11-22T18:00:00Z"),),
        measurements=(
            Measurement(
                *("m2", "distance", ((84010.0, 447020.0, 3.0), (84013.0, 447024.0, 3.0)), "5.00 m"),
                *((("Horizontal", "5.00 m"), ("Süd", "")), "EPSG:28992", "EPSG:5709"),
                "2026-11-22T18:00:00+00:00",
            ),
            Measurement("m1", "place", ((84010.0, 447020.0, 3.0),), "84,010.00  447,020.00"),
        ),
        plans=(
            Plan("b", "Plan B", "as Plan A, but ...", "a", 7, True, False, "2026-11-29T12:00Z"),
            Plan("a", "Plan A", archived=True),
        ),
        settings={"moment": "2026-06-21T12:00+02:00", "eye": {"angle": 30.0}},
    )
