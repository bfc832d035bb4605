import gzip

import pytest

from importers.intake import ReadError
from importers.simulated import read, reader_for
from importers.simulated.sumo import READERS
from tests.importers.simulated.sumo.files import SIM
from tests.shared import needs_data


@pytest.mark.parametrize("name", READERS)
def test_files_are_known_by_what_they_hold(tmp_path, name):
    path = tmp_path / "anything.dat"
    path.write_bytes(gzip.compress(f"<!-- -->\n<{name} a='b'>".encode()))
    assert reader_for(path).FORMAT == "SUMO"
    path.write_text("<routes/>")
    with pytest.raises(ReadError, match="no results"):
        reader_for(path)


@needs_data
@pytest.mark.parametrize("name", ["sumo_fcd_geo_120s.xml.gz", "sumo_edgedata.xml"])
def test_what_a_run_does_not_say_is_asked_for(name):
    with pytest.raises(ReadError, match=r"does not say when it begins \(--start"):
        read(SIM / name)
