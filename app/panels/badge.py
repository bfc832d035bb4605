"""A badge: in a word, how what is shown came about or how old it is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.legend_picture import BADGE_INKS


class BadgeLabel(QLabel):
    """One of app.legend_picture.BADGE_INKS, in its colours."""

    def show_badge(self, badge: str) -> None:
        if badge != self.text():
            ink, ground = BADGE_INKS[badge]
            self.setText(badge)
            self.setStyleSheet(
                f"color: {ink}; background: {ground}; border-radius: 4px; padding: 1px 5px;"
                "font-weight: 600; font-size: 10px"
            )
