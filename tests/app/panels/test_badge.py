"""Badges in the layer list."""

from app.legend_picture import BADGE_INKS
from app.panels.badge import BadgeLabel


def test_a_badge_wears_its_colours(qtbot):
    label = BadgeLabel()
    qtbot.addWidget(label)
    for badge, (ink, ground) in BADGE_INKS.items():
        label.show_badge(badge)
        assert label.text() == badge
        assert ink in label.styleSheet() and ground in label.styleSheet()
