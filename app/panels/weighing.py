"""The page of the board on which plans are weighed: what matters, and what comes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.board_words import (
    WAYS,
    band_words,
    first_words,
    scale_words,
    score_words,
    swing_words,
)
from app.deciding import Deciding
from app.elided import Elided
from app.panels.fold import Fold
from app.panels.radar import Radar, helps
from app.panels.score_chart import ScoreChart, ScoreLine
from app.panels.swing_chart import SwingChart, SwingLine
from app.panels.weight_slider import WeightSlider
from app.plan_colours import plan_colour
from app.still import StillCombo
from app.wording import number
from city.assumptions import ASSUMPTIONS
from city.indicators import BY_KEY, INDICATORS
from city.indicators.board import Board
from city.indicators.weighing import MOST, Criterion, Weighed
from city.indicators.weighing import WAYS as ALL_WAYS

HOW = (
    "Points lie on a straight line between the two values under each slider; a score is their "
    "weighted mean. Values of “these plans” can shift when another plan comes in; from the "
    "baseline to a target they cannot. What the model does not say of the city is the same in "
    "every plan and left out. The band on a slider is where the same plan stays first. “All "
    "ways to weigh” counts every split of the weights alike (rank acceptability, Lahdelma & "
    "Salminen 2001)."
)


class CriterionRow(QFrame):
    """One criterion: its number, which way is better, its weight, and a way to leave it out."""

    def __init__(self, key: str, deciding: Deciding) -> None:
        super().__init__()
        title = BY_KEY[key].title
        self.key, self._deciding, self._filling = key, deciding, False
        self.name, self.value, self.below = Elided(), QLabel(), QLabel()
        self.way, self.away = StillCombo(), QPushButton("×")
        for way in ALL_WAYS:
            self.way.addItem(way, way)
            self.way.setItemData(self.way.count() - 1, WAYS[way], Qt.ItemDataRole.ToolTipRole)
        self.way.setAccessibleName(f"Which way of {title} is better")
        self.away.setProperty("role", "link")
        self.away.setFixedWidth(26)
        self.away.setAccessibleName(f"Leave out {title}")
        self.away.setToolTip("Weigh it no more")
        self.slider = WeightSlider(title)
        self.below.setProperty("role", "grey")
        self.below.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 6)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.value, 0, 1)
        grid.addWidget(self.away, 0, 2)
        grid.addWidget(self.slider, 1, 0)
        grid.addWidget(self.way, 1, 1, 1, 2)
        grid.addWidget(self.below, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.slider.valueChanged.connect(self._slide)
        self.way.currentIndexChanged.connect(self._turn)
        self.away.clicked.connect(lambda: deciding.leave(key))

    def show_criterion(self, place: int, one: Criterion) -> None:
        """Show what is chosen, and what it does."""
        self._filling = True
        self.name.setText(f"{place + 1}  {BY_KEY[self.key].title}")
        self.slider.setValue(round(one.weight))
        self.way.setCurrentIndex(self.way.findData(one.way))
        self.way.setToolTip(WAYS[one.way])
        self._filling = False
        weighed, deciding = self._deciding.weighed, self._deciding
        used = weighed is not None and one in weighed.criteria
        if weighed is not None and used:
            at = weighed.criteria.index(one)
            self.value.setText(f"{number(100 * float(weighed.shares[at]), 0)} %")
            self.slider.show_band(deciding.bands[at])
            scale = scale_words(one, weighed.scales[at])
            self.below.setText(scale)
            self.below.setToolTip(band_words(deciding.bands[at]))
        else:
            no_target = one.way == "target" and self.key not in deciding.targets
            why = (
                "It has no target yet: set one under Targets." if no_target else _why(deciding, one)
            )
            self.value.setText("–")
            self.slider.show_band(None)
            self.below.setText(f"It counts for nothing. {why}" if weighed is not None else "")

    def _slide(self, at: int) -> None:
        if not self._filling:
            self._deciding.weigh_by(self.key, float(at))

    def _turn(self, _: int) -> None:
        if not self._filling:
            self._deciding.turn(self.key, self.way.currentData())


def _why(deciding: Deciding, one: Criterion) -> str:
    """Why no plan has a value of a criterion."""
    cells = deciding.board.rows[one.key] if deciding.board is not None else ()
    why = next((cell.why or cell.remark for cell in cells if cell.why or cell.remark), "")
    return f"No plan has a whole value: {why}." if why else ""


class WeighPage(QWidget):
    """Sliders for weights, scores as bars, and how sure the order of the plans is."""

    def __init__(self, deciding: Deciding) -> None:
        super().__init__()
        self._deciding = deciding
        self.rows: dict[str, CriterionRow] = {}
        self.verdict, self.hint = QLabel(), QLabel(HOW)
        self.verdict.setProperty("role", "title")
        for label in (self.verdict, self.hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("role", "grey")
        self.scores, self.swings, self.radar = ScoreChart(), SwingChart(), Radar()
        self.more, self.competes = StillCombo(), QCheckBox("The baseline counts as a plan")
        self.more.setAccessibleName("Weigh one more number")
        self.more.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.more.setMinimumContentsLength(8)
        short = StillCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.more.setSizeAdjustPolicy(short)
        self.competes.setToolTip("Whether leaving all as it is can come first too")
        self.swing_words = QLabel()
        self.swing_words.setWordWrap(True)
        self.swing_words.setProperty("role", "grey")
        assumed = QWidget()
        column = QVBoxLayout(assumed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.swings)
        column.addWidget(self.swing_words)
        self.folds = {
            "assumed": Fold("If assumptions differ", assumed),
            "radar": Fold("Profiles", self.radar, False),
            "how": Fold("How it is reckoned", self.hint, False),
        }
        self._lay_out()
        self.more.activated.connect(self._add)
        self.competes.toggled.connect(deciding.let_baseline_compete)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 8)
        column.setSpacing(8)
        self._criteria = QVBoxLayout()
        self._criteria.setSpacing(2)
        column.addWidget(self.verdict)
        column.addWidget(self.scores)
        column.addLayout(self._criteria)
        column.addWidget(self.more)
        column.addWidget(self.competes)
        for fold in self.folds.values():
            column.addWidget(fold)
        column.addStretch(1)

    def refresh(self) -> None:
        """Show what is chosen by now and what it comes to."""
        deciding, board, weighed = self._deciding, self._deciding.board, self._deciding.weighed
        self._list_criteria()
        for place, one in enumerate(deciding.criteria):
            self.rows[one.key].show_criterion(place, one)
        self.competes.blockSignals(True)
        self.competes.setChecked(deciding.baseline_competes or deciding.lonely)
        self.competes.blockSignals(False)
        self.competes.setEnabled(not deciding.lonely)
        if board is None or weighed is None:
            self.verdict.setText("")
            return
        self.verdict.setText(first_words(board, weighed))
        self.scores.setVisible(weighed.counts)
        if weighed.counts:
            self.scores.show_scores(self._score_lines(board, weighed))
        self._show_swings(board, weighed)
        self._show_radar(board, weighed)

    def _list_criteria(self) -> None:
        """A row for each criterion, and the others to choose from."""
        wanted = [one.key for one in self._deciding.criteria]
        if list(self.rows) == wanted and self.more.count():
            return
        for key in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(key)
            self._criteria.removeWidget(row)
            row.hide()
            row.deleteLater()
        rows = {key: self.rows.get(key) or CriterionRow(key, self._deciding) for key in wanted}
        self.rows = rows
        for place, row in enumerate(rows.values()):
            self._criteria.insertWidget(place, row)
        self.more.clear()
        self.more.addItem("Weigh one more number …", "")
        for one in INDICATORS:
            if one.key not in wanted:
                self.more.addItem(one.title, one.key)
        self.more.setEnabled(len(wanted) < MOST)

    def _add(self, _: int) -> None:
        key = str(self.more.currentData() or "")
        if key:
            usual = BY_KEY[key].better or "more"
            self._deciding.judge(Criterion(key, 50.0, usual))

    def _score_lines(self, board: Board, weighed: Weighed) -> list[ScoreLine]:
        """The plans, the best first; those that are alike in their own order."""
        middle = weighed.low + weighed.high
        lines = []
        for row in sorted(range(len(weighed.plans)), key=lambda k: -round(float(middle[k]), 6)):
            plan = weighed.plans[row]
            points = weighed.points[row] * weighed.shares
            lines.append(
                ScoreLine(
                    board.plans[plan].name,
                    score_words(weighed, row),
                    tuple(0.0 if p != p else p for p in points.tolist()),
                    float(weighed.low[row]),
                    float(weighed.high[row]),
                    float(self._deciding.ranks[row, 0]) if len(weighed.plans) > 1 else None,
                    plan_colour(board.plans[plan].place, not board.plans[plan].ident),
                    row == weighed.first,
                )
            )
        return lines

    def _show_swings(self, board: Board, weighed: Weighed) -> None:
        found = self._deciding.swings if weighed.counts else []
        middle = (weighed.low + weighed.high) / 2
        lines = [
            SwingLine(
                ASSUMPTIONS[one.name].title,
                swing_words(board, weighed, one),
                *(one.low, one.high, one.turns),
            )
            for one in found
            if max(one.first_low, one.first_high) < len(weighed.plans)
        ]
        others = [float(m) for k, m in enumerate(middle.tolist()) if k != weighed.first]
        lead = float(middle[weighed.first]) - max(others) if others and weighed.counts else 0.0
        self.swings.show_swings(lines, lead)
        turning = [line.words for line in lines if line.turns]
        said = ""
        if turning:
            name = board.plans[weighed.plans[weighed.first]].name
            how = f"Right of the line {name} leads; where it is hatched, another plan does."
            said = "\n".join([how, *turning])
        elif lines:
            said = "None of them, from its lowest to its highest, puts another plan first."
        else:
            said = "No assumption moves these scores."
        self.swing_words.setText(said)
        self.folds["assumed"].say(f"{len(turning)} decide" if turning else "")
        self.folds["assumed"].setVisible(weighed.counts and len(weighed.plans) > 1)

    def _show_radar(self, board: Board, weighed: Weighed) -> None:
        helpful = helps(weighed.points)
        self.folds["radar"].setVisible(helpful)
        if helpful:
            plans = [board.plans[plan] for plan in weighed.plans]
            self.radar.show_points(
                weighed.points,
                [one.name for one in plans],
                [BY_KEY[one.key].title for one in weighed.criteria],
                [plan_colour(one.place, not one.ident) for one in plans],
            )
