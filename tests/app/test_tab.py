from PySide6.QtGui import QFont, QFontMetrics

from app import theme
from app.tab import Tab


def test_the_name_is_whole_while_it_is_bold(qtbot, qapp):
    theme.apply(qapp, "light")
    tab = Tab("Statistics ▾")
    qtbot.addWidget(tab)
    bold = QFont(tab.font())
    bold.setBold(True)
    needed = QFontMetrics(bold).horizontalAdvance(tab.text())
    assert needed < tab.minimumSizeHint().width() < needed + 20
    before = tab.sizeHint()
    tab.setChecked(True)
    assert tab.sizeHint() == before  # so nothing moves when another tab is chosen
    tab.may_be("Statistics of all ▾")
    wide = tab.sizeHint()
    tab.setText("Statistics of all ▾")
    assert tab.sizeHint() == wide and wide.width() > before.width()
