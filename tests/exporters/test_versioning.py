"""Two states of a city in one file: as the standard wants it, and back without a loss."""

import re

import numpy as np
import pytest
from lxml import etree

from city.base import Base
from city.outcome import whole_city
from city.progress import Cancelled, Progress
from city.versions import versions
from city.view import View
from exporters import WriteError, write, write_versions
from importers import read
from tests.city.plans import base, plan, square
from tests.city.test_outcome import outside
from tests.city.test_union import objects
from tests.city.test_versions import EDITS
from tests.shared import DATA, needs_data

VERS = "{http://www.opengis.net/citygml/versioning/3.0}"
CORE = "{http://www.opengis.net/citygml/3.0}"
GML = "{http://www.opengis.net/gml/3.2}"
LINK = "{http://www.w3.org/1999/xlink}href"
MADE = "2026-01-02T03:04:05Z"
# The order of what may stand in each element (gml:AbstractFeature first, then core.xsd's
# AbstractFeatureWithLifespan, then versioning.xsd).
BEFORE = ["description", "identifier", "name", "boundedBy"]
BEFORE += ["creationDate", "terminationDate", "validFrom", "validTo"]
ORDER = {
    "Version": [*BEFORE, "tag", "versionMember"],
    "VersionTransition": [
        *BEFORE,
        *("reason", "clonePredecessor", "type", "from", "to", "transaction"),
    ],
    "Transaction": ["type", "oldFeature", "newFeature"],
}


@pytest.fixture(scope="module")
def view():
    return plan(*EDITS)


@pytest.fixture(scope="module")
def path(view, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.gml"
    write_versions(versions(view, "Plan A", "A quarter & a park", MADE), path)
    return path


@pytest.fixture(scope="module")
def root(path):
    return etree.parse(path).getroot()


def ids_of(root):
    return [e.get(f"{GML}id") for e in root.iter() if e.get(f"{GML}id")]


def link(e, name):
    found = e.find(f"{VERS}{name}")
    return None if found is None else found.get(LINK).removeprefix("#")


def test_everything_stands_in_the_order_of_the_schema(root):
    for name, order in ORDER.items():
        found = list(root.iter(f"{VERS}{name}"))
        assert found
        for e in found:
            locals_ = [etree.QName(child).localname for child in e]
            assert locals_ == sorted(locals_, key=order.index)
    for e in root.iter(f"{GML}identifier"):
        assert e.get("codeSpace") and e.getprevious() is None
    members = [etree.QName(child).localname for child in root]
    assert members[:4] == [
        *("boundedBy", "versionMember", "versionMember", "versionTransitionMember"),
    ]
    assert set(members[4:]) == {"cityObjectMember"}


def test_ids_are_unique_and_every_link_leads_somewhere(root):
    ids = ids_of(root)
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[^\W\d][\w.-]*", ident) for ident in ids)
    links = [e.get(LINK).removeprefix("#") for e in root.iter() if e.get(LINK)]
    assert links and set(links) <= set(ids)


def test_the_two_versions_and_the_way_between_them(root):
    before, after = root.iter(f"{VERS}Version")
    assert before.findtext(f"{GML}name") == "Baseline"
    assert after.findtext(f"{GML}name") == "Plan A"
    assert after.findtext(f"{GML}description") == "A quarter & a park"
    has = [{m.get(LINK)[1:] for m in v.iter(f"{VERS}versionMember")} for v in (before, after)]
    assert has[0] == {"house", "tower", "square", "street", "tree"}
    assert has[1] == {"new", "tower_2", "square_2", "street", "tree"}
    (way,) = root.iter(f"{VERS}VersionTransition")
    assert way.findtext(f"{VERS}reason") == "A quarter & a park"
    assert way.findtext(f"{VERS}type") == "planned"
    assert way.findtext(f"{VERS}clonePredecessor") == "false"
    assert link(way, "from") == before.get(f"{GML}id")
    assert link(way, "to") == after.get(f"{GML}id")
    done = {
        (t.findtext(f"{VERS}type"), link(t, "oldFeature"), link(t, "newFeature"))
        for t in way.iter(f"{VERS}Transaction")
    }
    assert done == {
        ("delete", "house", None),
        ("replace", "tower", "tower_2"),
        ("replace", "square", "square_2"),
        ("insert", None, "new"),
    }


def test_features_say_what_they_are_and_from_when_to_when(root):
    told = {}
    for e in root.iter():
        name = e.find(f"{GML}identifier") if isinstance(e.tag, str) else None
        if name is not None:
            begun, ended = e.findtext(f"{CORE}creationDate"), e.findtext(f"{CORE}terminationDate")
            told[e.get(f"{GML}id")] = (name.text, begun, ended)
    assert told["house"] == ("house", None, MADE)
    assert told["tower"] == ("tower", None, MADE)
    assert told["shaft_2"] == ("shaft", MADE, None)
    assert told["new"] == ("new", MADE, None)
    assert told["street"] == ("street", None, None)


def test_our_own_reader_sees_the_plan_with_its_ids_and_its_geometry(view, path):
    whole, reading = whole_city(view), read(path)
    assert any("Plan A is shown" in finding.message for finding in reading.report)
    back = reading.city
    parents = {ident: told[:2] for ident, told in objects(whole).items()}
    assert {ident: told[:2] for ident, told in objects(back).items()} == parents
    assert outside(back) == pytest.approx(outside(whole), rel=1e-9)
    said = objects(back)
    assert said["square"][2]["name"] == "Market"
    assert "identifier" not in said["new"][2]
    assert said["street"][2] == {}


def test_ids_that_xml_forbids_come_back_too(tmp_path):
    ids = ["{4A}", "1 b:c"]
    build = {"edit": "build", "footprint": square(200, 0, 10, 8), "storeys": 1}
    other = {"edit": "build", "footprint": square(230, 0, 10, 8), "storeys": 1}
    view = plan({**build, "id": ids[0]}, {**other, "id": ids[1]})
    write_versions(versions(view, "P"), tmp_path / "p.gml")
    assert set(ids) < set(read(tmp_path / "p.gml").city.objects.ids)


def test_a_plan_that_changes_nothing_comes_back_as_the_city(tmp_path):
    view = View.of(base())
    write_versions(versions(view, "P"), tmp_path / "p.gml")
    back = read(tmp_path / "p.gml").city
    assert objects(back) == objects(view.base.cities[0])
    assert etree.parse(tmp_path / "p.gml").getroot().find(f".//{VERS}transaction") is None


def test_a_plain_export_knows_nothing_of_versions(view, tmp_path):
    write(whole_city(view), tmp_path / "p.gml", version="3.0")
    text = (tmp_path / "p.gml").read_text()
    assert "versioning" not in text and "gml:identifier" not in text


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.city.json", "only CityGML 3.0 holds versions"), ("a.doc", "nobody knows what to write")],
)
def test_other_formats_are_refused(view, tmp_path, name, words):
    with pytest.raises(WriteError, match=words):
        write_versions(versions(view, "P"), tmp_path / name)
    with pytest.raises(WriteError, match="cannot be written"):
        write_versions(versions(view, "P"), tmp_path / "no" / "a.gml")


def test_nothing_is_left_of_a_file_that_was_not_finished(view, tmp_path):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_versions(versions(view, "P"), tmp_path / "a.gml", progress)
    assert list(tmp_path.iterdir()) == []


@needs_data
def test_a_real_quarter_comes_back_as_planned(tmp_path):
    city = read(DATA / "cityjson/2.0_DenHaag_01.city.json").city
    ground = Base(city.frame, (city,))
    tops = [city.objects.ids[k] for k in np.flatnonzero(city.objects.parent < 0)[:40].tolist()]
    view = plan(
        {"edit": "demolish", "objects": tops[:10]},
        {"edit": "move", "objects": tops[10:20], "by": [0, 0, 1]},
        {"edit": "change", "objects": tops[20:30], "attributes": {"function": "office"}},
        over=ground,
    )
    assert view.lost == ()
    write_versions(versions(view, "P", "", MADE), tmp_path / "p.gml")
    back, whole = read(tmp_path / "p.gml").city, whole_city(view)
    parents = {ident: told[:2] for ident, told in objects(whole).items()}
    assert {ident: told[:2] for ident, told in objects(back).items()} == parents
    assert outside(back) == pytest.approx(outside(whole), rel=1e-9)
    text = (tmp_path / "p.gml").read_text()
    kinds = [text.count(f"<vers:type>{kind}</") for kind in ("delete", "replace", "insert")]
    assert kinds == [10, 20, 0]
