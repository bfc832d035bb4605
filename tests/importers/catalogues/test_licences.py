"""Licences are called by their names, however a catalogue writes them."""

import pytest

from importers.catalogues.licences import in_words

EU = "http://publications.europa.eu/resource/authority/licence/"


@pytest.mark.parametrize(
    "licence, words",
    [
        ("http://creativecommons.org/licenses/by/4.0/", "CC BY 4.0: name the source"),
        (
            "https://creativecommons.org/licenses/by-sa/3.0/de/",
            "CC BY-SA 3.0: name the source, share alike",
        ),
        (
            EU + "CC_BYNCND_4_0",
            "CC BY-NC-ND 4.0: name the source, not commercially, change nothing",
        ),
        (EU + "CC0", "CC0: free to use"),
        ("cc-by", "CC BY: name the source"),
        ("cc-zero", "CC0: free to use"),
        ("CC-BY-4.0", "CC BY 4.0: name the source"),
        ("ODbL-1.0", "ODbL 1.0: name the source, share alike"),
        ("dcat-ap.de/def/licenses/dl-by-de/2.0", "Datenlizenz Deutschland 2.0: name the source"),
        ("https://www.govdata.de/dl-de/zero-2-0", "Datenlizenz Deutschland Zero 2.0: free to use"),
        ("uk-ogl", "Open Government Licence: name the source"),
        ("http://a.eu/our-own", "http://a.eu/our-own"),
        ("notspecified", ""),
        ("proprietary", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_licence_in_words(licence, words):
    assert in_words(licence) == words
