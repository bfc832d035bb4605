"""What reaches the page is text: known signs, no orders, and words that a line can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

import assets
from exporters.paper.letters import FONT, UNKNOWN, Letters, in_pieces, known_letters


def test_it_knows_the_letters_that_another_reader_of_fonts_draws():
    font = ImageFont.truetype(assets.path(FONT), 12, layout_engine=ImageFont.Layout.BASIC)

    def drawn(sign: str) -> tuple[tuple[int, int], bytes]:
        mask = font.getmask(sign)
        return mask.size, bytes(mask)

    nothing = drawn("\U0010ffff")
    signs = map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x600), *range(0x1E00, 0x2400)])
    found = {sign for sign in signs if drawn(sign) != nothing}
    assert len(found) > 1000
    assert found - known_letters() == set()
    assert all(drawn(sign) != nothing for sign in "ŁżřßЖяΩλ²€→½")
    assert {"漢", "ش", "😀", "ש"}.isdisjoint(known_letters())


@pytest.mark.parametrize(
    "text", ["Łódź", "Žluťoučký kůň", "Straße, Größe", "Ελληνικά", "Кириллица", "m² ≥ 5 °C – 3 × ½"]
)
def test_the_scripts_of_europe_stay_as_they_are(text):
    letters = Letters()
    assert letters.clean(text) == text
    assert letters.told() == []


def test_what_the_typeface_lacks_is_a_box_and_said():
    letters = Letters()
    assert letters.clean("a 漢 😀 \ud800") == f"a {UNKNOWN} {UNKNOWN} {UNKNOWN}"
    (line,) = letters.told()
    assert "U+1F600 grinning face" in line
    assert "U+6F22 cjk unified ideograph-6f22" in line
    assert "U+D800 without a name" in line


def test_much_that_it_lacks_is_summed_up():
    letters = Letters()
    letters.clean("".join(chr(0x4E00 + k) for k in range(20)))
    assert letters.told()[0].endswith("and 8 more")


def test_orders_and_turned_directions_are_left_out():
    letters = Letters()
    assert letters.clean("a\x00\x1b[31mb\u202ec\u2066d\r\ne\tf") == "a[31mbcd\ne f"
    assert letters.told() == []


@given(st.text())
def test_only_known_signs_are_left(text):
    assert set(Letters().clean(text)) <= known_letters() | {"\n"}


@given(st.text("ab -\n", max_size=80), st.integers(3, 30))
def test_breaks_are_in_long_words_only_and_change_nothing_else(text, longest):
    broken = in_pieces(text, longest)
    assert broken.replace("\u200b", "") == text
    assert all(len(piece) <= longest for piece in broken.replace("\u200b", " ").split())
    assert all(len(word) > longest for word in broken.split() if "\u200b" in word)
