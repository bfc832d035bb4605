from importers.simulated.asking import Asking
from importers.simulated.results import Options
from importers.simulated.rows import Layout


def test_columns_are_known_by_what_models_call_them(tmp_path):
    titles = ["timestep_time", "vehicle_id", "vehicle_x", "vehicle_y", "vehicle_pos"]
    layout = Layout(titles, Asking(tmp_path / "a.csv", Options()))
    assert layout.moving and layout.of_sumo and layout.titles == ["vehicle_pos"]
    assert layout.columns["id"] == "vehicle_id"
    said = Options(columns={"x": "vehicle_pos"})
    assert Layout(titles, Asking(tmp_path / "a.csv", said)).columns["x"] == "vehicle_pos"
