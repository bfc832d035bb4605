"""Uses of buildings, told from words of four languages and from code lists."""

import pytest

from city.uses import WORDS, use_of


@pytest.mark.parametrize("use", WORDS)
def test_every_use_is_told_by_its_own_name(use):
    assert use_of(use) == use
    assert use_of(use.upper()) == use


@pytest.mark.parametrize(
    ("said", "use"),
    [
        ("woonfunctie", "residential"),
        ("kantoorfunctie", "office"),
        ("winkelfunctie", "retail"),
        ("industriefunctie", "industry"),
        ("onderwijsfunctie", "education"),
        ("gezondheidszorgfunctie", "health"),
        ("logiesfunctie", "hotel"),
        ("bijeenkomstfunctie", "culture"),
        ("sportfunctie", "sport"),
        ("overige gebruiksfunctie", ""),
        ("Wohn- und Geschäftshaus", "residential"),
        ("Bürogebäude", "office"),
        ("Parkhaus", "parking"),
        ("Résidentiel", "residential"),
        ("Hôtel de tourisme", "hotel"),
        ("industriel", "industry"),
        ("detached house", "residential"),
        ("warehouse", "industry"),
        ("workshop", "industry"),
        ("department store", "retail"),
        ("detached", "residential"),
        ("semi-detached", "residential"),
        ("detached garage", "parking"),
        ("terrace", "residential"),
        ("static_caravan", "residential"),
        ("cathedral", "culture"),
        ("riding_hall", "sport"),
        ("carport", "parking"),
        ("civic", "public"),
        ("kiosk", "retail"),
        ("barn", ""),
        ("3-storey annex", ""),
        ("transport hub", ""),
        ("Gymnasium", ""),
    ],
)
def test_words(said, use):
    assert use_of(said) == use


@pytest.mark.parametrize(
    ("code", "use"),
    [
        ("1000", "residential"),
        (1000, "residential"),
        ("1010", "residential"),  # a tenement
        ("1020", "hotel"),  # a hostel
        ("1070", ""),  # of farming
        ("1120", "office"),
        ("1150", "retail"),
        ("1210", "hotel"),
        ("1280", "culture"),  # a cinema
        ("1310", "industry"),
        ("1610", "parking"),
        ("9999", ""),
        ("31001_1000", "residential"),
        ("31001_2020", "office"),
        ("31001_2060", ""),  # a hall for fairs
        ("31001_2071", "hotel"),
        ("31001_2461", "parking"),
        ("31001_3020", "education"),
        ("31001_3072", "public"),  # a fire station
        ("12", ""),
    ],
)
def test_codes(code, use):
    assert use_of(code) == use


def test_of_several_the_first_that_is_known_counts():
    assert use_of(["celfunctie", "woonfunctie", "kantoorfunctie"]) == "residential"
    assert use_of([None, "1120"]) == "office"
    assert use_of([]) == use_of(None) == use_of("") == use_of({"a": 1}) == ""
