"""Numbers of runs side by side."""

from PySide6.QtCore import Qt

from app.traffic.totals_table import TotalsTable


def test_each_number_says_what_it_is_of(qtbot):
    table = TotalsTable()
    qtbot.addWidget(table)
    table.show_rows(["", "Baseline", "Plan A"], [["Trips", "12", "12"], ["  arrived", "11", "-9"]])
    cell = table.item(1, 2)
    assert cell.text() == "\N{MINUS SIGN}9" and cell.textAlignment() & Qt.AlignmentFlag.AlignRight
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "arrived, Plan A: -9"
    assert [table.horizontalHeaderItem(k).text() for k in range(3)] == ["", "Baseline", "Plan A"]
    high = table.height()
    table.show_rows(["", "Baseline"], [["Trips", "12"]] * 5)
    assert (table.rowCount(), table.columnCount()) == (5, 2) and table.height() > high
