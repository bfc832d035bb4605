from app.panels.swing_chart import SwingChart, SwingLine
from tests.app.panels.test_board_cell import ink


def test_bars_reach_over_the_line_where_another_plan_leads(qtbot):
    chart = SwingChart()
    qtbot.addWidget(chart)
    assert not ink(chart.grab().toImage()).any()
    lines = [
        SwingLine("Storey height", "Storey height: …", -20.0, 40.0, True),
        SwingLine("People", "People: …", 15.0, 25.0, False),
    ]
    chart.show_swings(lines, 20.0)
    chart.resize(240, chart.sizeHint().height())
    image = chart.grab().toImage()
    blue = [
        [x for x in range(240) if abs(image.pixelColor(x, y).hue() - 205) < 8]
        for y in range(image.height())
    ]
    top = max(blue[: image.height() // 2], key=len)
    low = max(blue[image.height() // 2 :], key=len)
    assert len(top) > 3 * len(low) > 0
    assert min(top) > 60  # left of the line it is hatched, not filled
    assert chart.accessibleDescription() == "Storey height: …\nPeople: …"
