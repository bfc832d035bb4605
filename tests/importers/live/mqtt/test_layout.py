"""A mapping is read from a small file, and what is wrong with it is said."""

import json

import pytest

from importers.intake import ReadError
from importers.live.mqtt.layout import EXAMPLE, Layout, Value, found, read


def test_the_example_that_messages_show_is_read(tmp_path):
    file = tmp_path / "m.json"
    file.write_text(EXAMPLE)
    value = Value("temperature", ("t",), "°C")
    assert read(file) == Layout((value,), id=("device",), time=("at",))


def test_units_may_stand_in_the_message_too(tmp_path):
    file = tmp_path / "m.json"
    file.write_text(json.dumps({"values": {"a": {"at": "/a~1b/0/~0", "unit": "/u"}, "b": "/b"}}))
    assert read(file).values == (Value("a", ("a/b", "0", "~"), ("u",)), Value("b", ("b",)))


@pytest.mark.parametrize(
    "told, says",
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "names no values"),
        ('{"values": {}}', "names no values"),
        ('{"values": {"a": 1}}', "a needs a pointer"),
        ('{"values": {"a": {"unit": "m"}}}', "a needs a pointer"),
        ('{"values": {"a": "/a"}, "id": "x"}', "id needs a pointer"),
        ('{"values": {"a": "/a"}, "where": "/x"}', "where is nothing that can be mapped"),
        ('{"values": "' + "x" * (1 << 20) + '"}', "too large"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(told, says, tmp_path):
    file = tmp_path / "m.json"
    file.write_text(told)
    with pytest.raises(ReadError, match=says) as fault:
        read(file)
    assert str(fault.value).startswith("m.json") and "\n" not in str(fault.value)
    with pytest.raises(ReadError, match="No such file"):
        read(tmp_path / "none.json")


def test_pointers_are_followed_through_objects_and_lists():
    data = {"a": [{"b": 5}], "": {"": 7}}
    assert (found(data, ("a", "0", "b")), found(data, ("", "")), found(data, ())) == (5, 7, data)
    for wrong in (("x",), ("a", "1"), ("a", "-1"), ("a", "9" * 5000), ("a", "0", "b", "c")):
        with pytest.raises(KeyError):
            found(data, wrong)
