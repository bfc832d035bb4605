"""What a comparison says, to programs and to people."""

import json

from app.cli_compare_words import SHOWN, Comparison, document, page
from city.compare import between_cities
from tests.city.compare.towns import delivery, house

STREET = [house(20.0 * k, 3.0, f"h{k}", storeys=1) for k in range(60)]


def compared(*now, told=()):
    difference = between_cities(delivery(*STREET), delivery(*now))
    return Comparison("2024.gml", "2025.gml", difference, told, {"indicators": {"gfa": 1}})


def test_the_document_tells_all_of_each_object():
    said = document(compared({**STREET[0], "x": 3.0, "said": {"storeys": 2}}, *STREET[1:59]))
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert (said["a"], said["b"], said["told"]) == ("2024.gml", "2025.gml", [])
    assert said["totals"]["objects"] == 2
    assert said["totals"]["by_class"] == {"Building": {"removed": 1, "both": 1}}
    assert said["totals"]["by_attribute"] == {"storeys": 1}
    assert said["totals"]["sums"]["floor"] == {
        "added": 0.0,
        "removed": 80.0,
        "changed": 80.0,
        "net": 0.0,
        "unit": "m²",
    }
    removed, both = said["differences"]
    assert (removed["sort"], removed["a"], removed["b"]) == ("removed", "h59", None)
    assert removed["sizes"]["height"] == [3.0, None] and removed["moved"] is None
    assert both["changes"] == "storeys: 1 → 2; moved by 3.0 m"
    assert both["attributes"] == [{"name": "storeys", "a": 1, "b": 2}]
    assert both["moved"] == [3.0, 0.0, 0.0]
    assert said["indicators"] == {"gfa": 1}


def test_the_page_tells_the_sums_and_the_first_objects():
    text = page(compared(*STREET[:10], told=["heights differ"]))
    assert "  50  removed" in text
    assert "Footprint of buildings: -4,000 m² (added 0, removed 4,000, changed +0)" in text
    assert text.count("removed  Building h") == SHOWN
    assert "and 10 more; see --json or -o list.csv" in text
    assert text.endswith("Note: heights differ")


def test_no_differences_are_told_as_such():
    assert "No differences." in page(compared(*STREET))
