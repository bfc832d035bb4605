from pathlib import Path

from importers.simulated import Need, NeedsMore


def test_all_that_is_missing_is_asked_for_in_one_line():
    fault = NeedsMore(Path("/x/flood.nc"), [Need("crs", found="x from 0 to 12"), Need("unit", "h")])
    assert str(fault) == (
        "flood.nc: the file does not say which coordinate system it uses (--crs EPSG:code, or "
        "--crs local); it has x from 0 to 12, nor in which unit h is (--unit h=m, say, or =1 for "
        "a number)"
    )
    assert fault.needs[1].of == "h"


def test_of_many_units_the_first_few_are_named():
    fault = NeedsMore(Path("big.nc"), [Need("unit", f"v{n}") for n in range(40)])
    assert "v3" in str(fault) and "v4" not in str(fault) and "36 more" in str(fault)
