"""All that a report must tell stands on the pages of its PDF, item by item."""

import re
from dataclasses import replace

import pypdfium2
import pypdfium2.raw
import pytest

from app.report import report_of
from app.report.origins import program_version
from city.base import Base
from city.model import Source
from city.progress import Progress
from city.simulate.verdict import norms
from exporters import write_report
from tests.app.report.cases import case
from tests.city.plans import base

OWNED = Source(
    "models/town.city.json", "CityJSON", "2.0", licence="CC BY 4.0", attribution="City of Delft"
)
ASKED = {"sun": {}, "norm": {"norm": "tno_light", "every": 60, "dwelling": 40.0}}


def owned():
    """The toy town of a city that says who owns it."""
    known = base()
    city = known.cities[0]
    return Base(known.frame, (replace(city, sources=(OWNED,)),), known.terrains)


class Pages:
    """What stands on the pages of a report."""

    def __init__(self, name, path):
        self.case = case(name, ground=owned(), **ASKED[name])
        self.path = path
        assert write_report(report_of(self.case, Progress()), path) == []
        document = pypdfium2.PdfDocument(path)
        images = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        self.text, self.images = [], []
        for page in document:
            said = page.get_textpage().get_text_range().replace("\u200b", "")
            self.text.append(re.sub(r"\s+", " ", said))
            self.images.append(sum(1 for _ in page.get_objects(filter=images)))
        document.close()


@pytest.fixture(scope="module", params=["sun", "norm"])
def report(request, coarse, tmp_path_factory):
    return Pages(request.param, tmp_path_factory.mktemp("report") / "report.pdf")


def all_of(report):
    return " ".join(report.text)


def row(report, head):
    """What stands behind a name on the pages, as far as a line reaches."""
    return next(text.split(head, 1)[1][:160] for text in report.text if head in text)


def test_where_it_is(report):
    assert row(report, "Place ").startswith("52.0068° N, 4.3532° E")
    assert row(report, "Coordinates ").startswith("Amersfoort / RD New (EPSG:28992)")
    assert row(report, "Height datum ").startswith("NAP height (EPSG:5709)")
    assert row(report, "Area ").startswith("75 by 55 m: east 83,970.0")


def test_which_model_it_is_and_at_which_level_of_detail(report):
    assert row(report, "Project ").startswith("town.maquette")
    told = row(report, "The model: sources, and the level of detail that counted")
    assert "town.city.json CityJSON 2.0 LoD 2: 5 objects" in told


def test_who_owns_it_and_under_which_licence(report):
    told = row(report, "The model: sources")
    assert "City of Delft CC BY 4.0" in told
    assert row(report, "To be named wherever this is shown").strip().startswith("City of Delft")


def test_the_dates(report):
    assert "2026-11-29" in report.text[0] and "Date of this report 2026-11-29" in all_of(report)
    days = {"sun": "2026-03-21", "norm": "2026-02-19 to 2026-10-21, 6 days of it"}
    assert row(report, "Days ").startswith(days[report.case.simulation.name])
    for day in ("21 March", "21 June", "23 September", "22 December"):
        assert f"{day} 2026 (UTC+" in all_of(report)


def test_method_assumptions_and_limits(report):
    simulation, text = report.case.simulation, all_of(report)
    for said in (simulation.method, simulation.source, simulation.limits, simulation.accuracy):
        assert said and said in text
    assert "Settings and assumptions" in text
    for one in simulation.parameters:
        if one.key in report.case.layer.settings:
            assert re.search(rf"{re.escape(one.title)} .{{1,90}}{one.key}\b", text), one.key


def test_the_norm(report):
    if report.case.simulation.name != "norm":
        return
    norm, text = norms()["tno_light"], all_of(report)
    for said in (
        norm.title,
        "At least 2 h of sun on each day from 19.2. to 21.10.",
        norm.source.title,
        norm.source.section,
        "Measured at sill, 0.75 m above the floor",
        "A home passes where any of its points does",
        "assumed from the model",
        "Pass today, fail with the plan",
    ):
        assert said in text, said


def test_shadows_at_three_hours_of_four_days_before_and_with_the_plan(report):
    days = [k for k, text in enumerate(report.text) if " 9:00 " in text and " 15:00 " in text]
    assert len(days) == 4 and sum(report.images[k] for k in days) == 4 * 3 * 2
    for k in days:
        assert re.search(r"Baseline Plan A 9:00 .* 12:00 .* 15:00 ", report.text[k])


def test_maps_of_the_difference(report):
    maps = {
        "sun": ("Difference, from above", "Difference, seen towards"),
        "norm": ("change, seen towards the north-east", "change, seen towards the south-west"),
    }
    for name in maps[report.case.simulation.name]:
        (page,) = [k for k, text in enumerate(report.text) if name in text]
        assert report.images[page] == 1 and "as before" in report.text[page]
        assert " h " in report.text[page].split(name)[1]  # the legend's unit


def test_a_table_of_each_building(report):
    tables = {
        "sun": r"the most affected buildings No\. Building .* 1 house 6\.0 1\.8 −4\.3",
        "norm": r"Homes of each building, today and with the plan .* 1 house 2 2 0 2 fails",
    }
    assert re.search(tables[report.case.simulation.name], all_of(report))


def test_hashes_by_which_it_can_be_checked(report):
    layer, text = report.case.layer, all_of(report)
    for said in (layer.digest(), layer.inputs, layer.base, "ab12cd34", program_version()):
        assert said in text
    assert all(f"Result {layer.digest()}" in page for page in report.text)


def test_everything_that_a_council_asks_for_stands_on_the_pages(report):
    if report.case.simulation.name != "sun":
        return
    sun, text = report.case, all_of(report)
    for said in (
        "Sun and shadow study",
        "Plan A against Baseline",
        "2026-11-29",
        "52.0068° N, 4.3532° E",  # the place
        "Amersfoort / RD New (EPSG:28992)",
        "NAP height (EPSG:5709)",
        "Europe/Amsterdam",
        "75 by 55 m",
        "For the council.",
        "built 12-storey residential building",
        "2026-10-02",
        "Loses more than 30 min", "Loses more than 1 h", "Loses more than 2 h",
        "from above, 1 :",
        "21 March 2026 (UTC+1)", "21 June 2026 (UTC+2, summer time)",
        "23 September 2026 (UTC+2, summer time)", "22 December 2026 (UTC+1)",
        "9:00", "12:00", "15:00",
        "Numbers are those of the table of buildings",
        "Time step", "Spacing",
        "Solar Position Algorithm",
        "casts no shadow",  # a limit
        "Positions to 0.001",  # the accuracy
        "LoD 2",
        "ask before you publish",
        "Maquette ",
        sun.layer.digest(), sun.before.layer.digest(), sun.layer.inputs, sun.layer.base,
        "ab12cd34",
        "town.maquette",
        "In short",
    ):  # fmt: skip
        assert said in text, said


def test_the_same_case_gives_the_same_bytes(report, tmp_path):
    again = tmp_path / "again.pdf"
    write_report(report_of(report.case, Progress()), again)
    assert again.read_bytes() == report.path.read_bytes()
