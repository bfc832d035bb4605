"""Layers as bytes and back; what is no layer is refused before it can do harm."""

import io
import json
import tracemalloc
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.layer import Layer, Quantity
from city.layer_archive import archived, layer_from
from tests.city.layers import layer

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBERS = st.floats(-1e6, 1e6)


def same(one, other) -> bool:
    """Whether two values hold the same, array by array."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(
            one, other, equal_nan=one.dtype.kind == "f"
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if hasattr(one, "__dataclass_fields__") and not isinstance(one, Quantity):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


@st.composite
def layers(draw) -> Layer:
    faces, wide, tall = (draw(st.integers(0, 3)) for _ in range(3))
    ground = draw(st.tuples(st.integers(0, 3), st.integers(1, 3)))
    count = faces * wide * tall + ground[0] * ground[1]
    return layer(
        *(faces, wide, tall, ground),
        values=draw(st.lists(NUMBERS | st.just(np.nan), min_size=count, max_size=count)),
        seed=draw(st.integers(0, 99)),
        title=draw(WORDS),
        badge=draw(st.sampled_from(["measured", "derived", "simulated", "assumed"])),
        settings=draw(st.dictionaries(WORDS, NUMBERS | WORDS | st.lists(NUMBERS))),
        facts=tuple(draw(st.lists(st.tuples(WORDS, WORDS), max_size=3))),
        traces={"boxes": np.zeros((draw(st.integers(0, 4)), 2, 3)), "marks": np.arange(3)},
    )


@settings(max_examples=40)
@given(layers())
def test_what_comes_back_is_what_was_put_away(made):
    data = archived(made)
    assert same(layer_from(data), made)
    assert archived(layer_from(data)) == data  # equal layers, equal bytes
    assert layer_from(data).digest() == made.digest()


def test_numpy_alone_can_open_it():
    made = layer()
    with np.load(io.BytesIO(archived(made))) as archive:
        assert np.array_equal(archive["samples.points"], made.samples.points)
        assert np.array_equal(archive["values.hours"], made.values["hours"])
        words = json.loads(archive["words"].tobytes())
    assert words["quantities"][0]["unit"] == "h" and words["owners"] == ["b0", "b1"]


@given(st.data())
def test_bytes_cut_short_or_turned_over_are_refused_or_still_a_layer(data):
    whole = archived(layer())
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError):
        layer_from(whole[:cut])
    broken = bytearray(whole)
    broken[cut] ^= data.draw(st.integers(1, 255))
    try:
        layer_from(bytes(broken))
    except ValueError as fault:
        assert "\n" not in str(fault) and str(fault)


def changed(name: str, how, words=None) -> bytes:
    """An archive of which one column is another one; how: from the old to the new."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archived(layer()))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            column = np.lib.format.read_array(old.open(member))
            if member == f"{name}.npy":
                column = how(column)
            if member == "words.npy" and words is not None:
                said = json.loads(column.tobytes())
                said.update(words(said))
                column = np.frombuffer(json.dumps(said).encode(), np.uint8)
            with new.open(member, "w") as file:
                np.lib.format.write_array(file, column)
    return out.getvalue()


def with_one(value, at=0):
    def how(column):
        column = column.copy()
        column.flat[at] = value
        return column

    return how


@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("samples.points", with_one(np.nan), "geometry"),
        ("samples.points", with_one(1e30), "geometry"),
        ("samples.normals", with_one(np.inf), "normals"),
        ("samples.area", with_one(-1), "areas"),
        ("samples.sort", with_one(9), "sorts"),
        ("samples.owner", with_one(2), "owners"),
        ("samples.owner", with_one(-2), "owners"),
        ("samples.face", with_one(2), "faces"),
        ("samples.cell", with_one(6), "in no cell"),
        ("samples.cell", with_one(-1), "in no cell"),
        ("samples.cell", with_one(6, at=-1), "in no cell"),
        ("samples.cell", with_one(1), "are the same"),
        ("samples.cell", lambda c: c[:-1], "cell are of another kind or number"),
        ("samples.cell", lambda c: c.astype(np.int64), "cell are of another kind or number"),
        ("faces.columns", with_one(2**31 - 1), "rasters"),
        ("faces.rows", with_one(-1), "rasters"),
        ("triangles.face", with_one(2), "triangles"),
        ("triangles.corners", with_one(np.inf), "geometry"),
        ("ground.heights", with_one(np.inf), "ground"),
        ("values.hours", with_one(np.inf), "infinite"),
        ("tables.facades", lambda c: c[:1], "facades are of another kind or number"),
        ("traces.clear", lambda c: c[:, :1], "clear are of another kind or number"),
    ],
)
def test_columns_that_do_not_fit_are_refused(name, how, says):
    with pytest.raises(ValueError, match=says):
        layer_from(changed(name, how))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (lambda w: {"counts": [10**9, 2, 2]}, "too large"),
        (lambda w: {"counts": [-1, 2, 2]}, "count"),
        (lambda w: {"counts": [True, 2, 2]}, "count"),
        (lambda w: {"traces": [["clear", "|O", [18, 2]]]}, "no plain numbers"),
        (lambda w: {"traces": [["clear", "|u1", [2**30, 2**30]]]}, "too large"),
        (lambda w: {"values": ["hours", "hours"]}, "same names"),
        (lambda w: {"values": ["../hours"]}, "no name"),
        (lambda w: {"ground": None}, "in no cell"),
        (lambda w: {"ground": [0, 0, 0, 2, 3]}, "no raster"),
        (lambda w: {"ground": [0, float("nan"), 1, 2, 3]}, "number"),
        (lambda w: {"quantities": []}, "not of the same names"),
        (lambda w: {"quantities": [{**w["quantities"][0], "scale": "odd"}]}, "scale"),
        (lambda w: {"badge": "certain"}, "where it comes from"),
        (lambda w: {"settings": 3}, "settings"),
        (lambda w: {"facts": [["a"]]}, "values to unpack"),
        (lambda w: {"title": None}, "text"),
        (lambda w: {"owners": ["b0", 3]}, "text"),
    ],
)
def test_words_that_make_no_sense_are_refused(said, says):
    with pytest.raises(ValueError, match=says):
        layer_from(changed("", None, said))


def test_a_bomb_does_not_go_off():
    """Words of four gigabytes, as they say themselves, of which 64 megabytes are there."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("words.npy", "w", force_zip64=True) as file,
    ):
        head = {"descr": "|u1", "fortran_order": False, "shape": (2**32,)}
        np.lib.format.write_array_header_1_0(file, head)
        for _ in range(64):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(ValueError, match="far too many"):
        layer_from(out.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 10 << 20
    tracemalloc.stop()


def test_pickles_are_never_opened():
    column = np.array([{"a": 1}], object)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("words.npy", "w") as file:
        np.lib.format.write_array(file, column, allow_pickle=True)
    with pytest.raises(ValueError, match="another kind"):
        layer_from(out.getvalue())


def test_a_layer_that_could_not_be_read_again_is_not_put_away():
    made = layer()
    short = replace(made, values={"hours": made.values["hours"][:-1]})
    with pytest.raises(ValueError, match="another number"):
        archived(short)
    endless = replace(made, values={"hours": np.full(18, np.inf, np.float32)})
    with pytest.raises(ValueError, match="say NaN"):
        archived(endless)


def test_a_digest_follows_from_the_values_alone():
    made = layer()
    assert made.digest() == replace(layer(), title="Else", settings={}, traces={}).digest()
    hours = made.values["hours"].copy()
    hours[3] += 1e-6 * hours[3]
    assert replace(made, values={"hours": hours}).digest() != made.digest()
    zero = replace(made, values={"hours": np.zeros(18, np.float32)})
    assert zero.digest() == replace(made, values={"hours": -np.zeros(18, np.float32)}).digest()
