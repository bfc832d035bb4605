from app.panels.weight_slider import WeightSlider
from tests.app.panels.test_board_cell import ink


def test_the_band_is_seen_and_said(qtbot):
    slider = WeightSlider("Green area")
    qtbot.addWidget(slider)
    slider.resize(220, 24)
    assert (slider.minimum(), slider.maximum()) == (0, 100)
    assert slider.accessibleName() == "Weight of Green area"
    plain = ink(slider.grab().toImage())
    slider.show_band((40.0, 80.0))
    there = (ink(slider.grab().toImage()) ^ plain).any(0).nonzero()[0]
    assert abs(there.min() - (5 + 0.4 * 210)) < 8 and abs(there.max() - (5 + 0.8 * 210)) < 8
    assert "from 40 to 80" in slider.toolTip() == slider.accessibleDescription()
    slider.show_band(None)
    assert not (ink(slider.grab().toImage()) ^ plain).any()
