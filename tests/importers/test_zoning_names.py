"""What zoning plans call things."""

import pytest

from importers import zoning_names as names


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Maximum bouwhoogte (m)", "maximumbouwhoogtem"),
        ("GFZ", "gfz"),
        ("zulässige_Höhe", "zulaessigehoehe"),
        ("Coefficient d'emprise au sol", "coefficientdempriseausol"),
        ("Libellé", "libelle"),
    ],
)
def test_names_are_compared_without_their_dress(name, bare):
    assert names.plain(name) == bare


@pytest.mark.parametrize(
    ("fields", "height", "far", "coverage", "setback", "name"),
    [
        (["OBJECTID", "MAX_HEIGHT", "FAR", "Lot_Coverage", "Setback", "Zone_Name"],
         "MAX_HEIGHT", "FAR", "Lot_Coverage", "Setback", "Zone_Name"),
        (["Firsthöhe", "GFZ", "GRZ", "Mindestabstand", "Bezeichnung"],
         "Firsthöhe", "GFZ", "GRZ", "Mindestabstand", "Bezeichnung"),
        (["naam", "maximum bouwhoogte (m)", "fsi", "maximum bebouwingspercentage (%)", "afstand"],
         "maximum bouwhoogte (m)", "fsi", "maximum bebouwingspercentage (%)", "afstand", "naam"),
        (["LIBELLE", "HAUTEUR_MAX", "COS", "CES", "RECUL"],
         "HAUTEUR_MAX", "COS", "CES", "RECUL", "LIBELLE"),
        (["geometry", "hoogte"], "hoogte", "", "", "", ""),
        (["colour"], "", "", "", "", ""),
    ],
)  # fmt: skip
def test_the_usual_names_of_four_languages(fields, height, far, coverage, setback, name):
    assert names.height_field(fields) == height
    assert names.field_for(names.FAR, fields) == far
    assert names.field_for(names.COVERAGE, fields) == coverage
    assert names.field_for(names.SETBACK, fields) == setback
    assert names.field_for(names.NAME, fields) == name


def test_the_surer_name_wins():
    assert names.height_field(["height", "max_height"]) == "max_height"
    assert names.field_for(names.NAME, ["id", "Zone"]) == "Zone"
