"""What pictures say of themselves, with tags that are right, wrong and odd."""

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from city.camera import angle_as_film
from city.frame import Frame
from importers.intake import ReadError
from importers.photo import proposed, read_photo

DELFT = Frame("EPSG:28992", "EPSG:5709", (84000.0, 447000.0, 0.0))


def ratio(value):
    return TiffImagePlugin.IFDRational(round(value * 10_000), 10_000)


def taken(path, size=(60, 40), main=None, inner=None, gps=None):
    picture = Image.new("RGB", size, (90, 120, 150))
    tags = picture.getexif()
    tags.update(main or {})
    tags.get_ifd(0x8769).update(inner or {})
    tags.get_ifd(0x8825).update(gps or {})
    picture.save(path, exif=tags)
    return path


GPS = {
    1: "N",
    2: (ratio(52), ratio(0), ratio(41.4)),
    3: "E",
    4: (ratio(4), ratio(21), ratio(28.8)),
    5: b"\x01",
    6: ratio(2.5),
    16: "T",
    17: ratio(271.5),
}
INNER = {
    0x9003: "2026:05:03 14:20:05",
    0x9011: "+02:00",
    0x920A: ratio(4.2),
    0xA405: 26,
}


def test_position_direction_lens_and_time_are_read(tmp_path):
    photo = read_photo(taken(tmp_path / "a.jpg", inner=INNER, gps=GPS))
    assert photo.size == (60, 40)
    assert (photo.lat, photo.lon) == pytest.approx((52 + 41.4 / 3600, 4 + 21 / 60 + 28.8 / 3600))
    assert (photo.height, photo.azimuth, photo.magnetic) == (-2.5, 271.5, False)
    assert (photo.focal, photo.as_film) == (pytest.approx(4.2), 26)
    assert photo.moment == "2026-05-03T14:20:05+02:00"


def test_west_south_and_magnetic_north(tmp_path):
    gps = GPS | {1: "S", 3: "W", 5: b"\x00", 16: "M"}
    photo = read_photo(taken(tmp_path / "a.jpg", gps=gps))
    assert photo.lat < -52 and photo.lon < -4
    assert photo.height == 2.5 and photo.magnetic


def test_a_picture_that_is_shown_upright_has_its_sides_swapped(tmp_path):
    assert read_photo(taken(tmp_path / "a.jpg", main={0x0112: 6})).size == (40, 60)
    assert read_photo(taken(tmp_path / "b.jpg", main={0x0112: 3})).size == (60, 40)


def test_a_picture_that_says_nothing_says_nothing(tmp_path):
    photo = read_photo(taken(tmp_path / "a.png"))
    said = photo.lon, photo.lat, photo.height, photo.azimuth, photo.focal, photo.as_film
    assert said == (None,) * 6 and photo.moment == ""


@pytest.mark.parametrize(
    ("gps", "inner"),
    [
        ({2: (ratio(91), ratio(0), ratio(0))}, {}),
        ({2: (ratio(52), ratio(0))}, {}),
        ({1: ""}, {}),
        ({}, {0x9003: "0000:00:00 00:00:00"}),
        ({}, {0x9003: "whenever"}),
        ({17: ratio(999)}, {0xA405: 0}),
    ],
)
def test_what_cannot_be_is_not_taken(tmp_path, gps, inner):
    photo = read_photo(taken(tmp_path / "a.jpg", gps=GPS | gps, inner=INNER | inner))
    if 17 in gps:
        assert photo.azimuth is None and photo.as_film is None
    elif gps:
        assert photo.lat is None
    else:
        assert photo.moment == ""


def test_an_offset_that_is_none_leaves_the_time(tmp_path):
    photo = read_photo(taken(tmp_path / "a.jpg", inner=INNER | {0x9011: "summer"}))
    assert photo.moment == "2026-05-03T14:20:05"


def test_what_is_no_picture_is_told(tmp_path):
    for name, content in (("a.jpg", b"no picture"), ("b.jpg", b""), ("c.jpg", b"\xff\xd8\xff\xe1")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ReadError, match=name):
            read_photo(tmp_path / name)
    with pytest.raises(ReadError, match="gone"):
        read_photo(tmp_path / "gone.jpg")


def test_a_cut_or_scrambled_picture_is_read_or_told(tmp_path):
    whole = taken(tmp_path / "a.jpg", inner=INNER, gps=GPS).read_bytes()
    random = np.random.default_rng(2)
    for k in range(0, 400, 3):
        broken = bytearray(whole if k % 2 else whole[: k + 4])
        for at in random.integers(2, min(len(broken), 500), 8):
            broken[at] = random.integers(256)
        (tmp_path / "b.jpg").write_bytes(broken)
        try:
            assert min(read_photo(tmp_path / "b.jpg").size) > 0
        except ReadError as fault:
            assert "b.jpg" in str(fault)


def test_a_camera_is_proposed_in_the_table_s_own_metres(tmp_path):
    photo = read_photo(taken(tmp_path / "a.jpg", inner=INNER, gps=GPS))
    camera = proposed(photo, DELFT, (5.0, 6.0, 1.6))
    # 52°00'41.4" N 4°21'28.8" E, by RDNAPTRANS' approximation (Schreutelkamp & Strang van Hees)
    d_lat, d_lon = 0.36 * (photo.lat - 52.1551744), 0.36 * (photo.lon - 5.38720621)
    east = 155000 + 190094.945 * d_lon - 11832.228 * d_lat * d_lon - 114.221 * d_lat**2 * d_lon
    north = 463000 + 309056.544 * d_lat + 3638.893 * d_lon**2 + 73.077 * d_lat**2
    expected = (east - 84000, north - 447000, 1.6)
    assert camera.position == pytest.approx(expected, abs=2.0)
    assert camera.size == (60, 40)
    assert camera.angle == pytest.approx(angle_as_film(26, (60, 40)))
    way = np.subtract(camera.focus, camera.position)
    looks = np.degrees(np.arctan2(way[0], way[1])) % 360
    # the grid's north there lies 0.81° west of true north: sin(lat) times 1.03° of longitude
    turn = -(5.38720621 - photo.lon) * np.sin(np.radians(photo.lat))
    assert looks == pytest.approx(271.5 - turn, abs=0.05)


def test_without_a_position_it_stands_where_one_says(tmp_path):
    photo = read_photo(taken(tmp_path / "a.jpg", inner={0x920A: ratio(12.0)}))
    camera = proposed(photo, Frame("local"), (5.0, 6.0, 1.6), sensor=24.0)
    assert camera.position == (5.0, 6.0, 1.6)
    assert camera.focus == pytest.approx((5.0, 106.0, 1.6))
    assert camera.angle == pytest.approx(90)
    assert proposed(photo, Frame("local"), (5.0, 6.0, 1.6)).angle == 50
