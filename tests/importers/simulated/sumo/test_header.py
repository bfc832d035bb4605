import numpy as np
import pytest

from importers.simulated.sumo.header import header


@pytest.mark.parametrize(
    ("said", "model", "version", "computed"),
    [
        (
            "2026-11-22T04:00:21.786753+00:00 by Eclipse SUMO sumo 1.28.0",
            "Eclipse SUMO sumo",
            "1.28.0",
            "2026-11-22T04:00:21.786",
        ),
        (
            "2023-04-04 14:57:24 by Eclipse SUMO netedit Version 1.16.0",
            "Eclipse SUMO netedit",
            "1.16.0",
            "2023-04-04T14:57:24.000",
        ),
    ],
)
def test_the_first_comment_tells_the_model_and_its_settings(
    tmp_path, said, model, version, computed
):
    path = tmp_path / "fcd.xml"
    setting = '<net-file value="g.net.xml"/>'
    path.write_text(f"<?xml version='1.0'?>\n<!-- generated on {said}\n {setting} -->\n<a/>")
    found = header(path)
    assert (found.run.model, found.run.version) == (model, version)
    assert found.run.computed == np.datetime64(computed)
    assert found.settings == {"net-file": "g.net.xml"}


def test_a_file_without_a_comment_is_of_sumo_and_no_more(tmp_path):
    path = tmp_path / "fcd.xml"
    path.write_text("<fcd-export/>")
    found = header(path)
    assert found.run.model == "SUMO" and found.run.computed is None and not found.settings
