"""What the menus do that needs more than one part of the window, and the dialogs they open."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from app.window import Window


class Errands:
    """Goes between the menus and the window; without a city most of them come back at once."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def look_home(self) -> None:
        if self._window.table is not None:
            self._window.table.viewport.home()

    def look_down(self) -> None:
        if self._window.table is not None:
            self._window.table.viewport.top()

    def walk(self) -> None:
        if self._window.table is not None:
            self._window.table.viewport.begin_walk()
            self._window.table.viewport.setFocus()

    def look_in_parallel(self) -> None:
        if self._window.table is not None:
            self._window.table.viewport.see_in_parallel(self._window.actions_.parallel.isChecked())

    def look_at_selection(self) -> None:
        if self._window.table is not None:
            self._window.table.frame_selection()

    def toggle_sun(self) -> None:
        """Let the sun of the time bar shine, or the light of a studio."""
        if self._window.table is not None:
            self._window.table.time_bar.set_shining(self._window.document.moment is None)

    def toggle_time(self) -> None:
        """Let time pass in the time bar, or stop it."""
        if self._window.table is not None:
            self._window.table.time_bar.set_playing(
                not self._window.table.time_bar.play.isChecked()
            )

    def measure(self, kind: str) -> None:
        """Take a measuring tool into the hand."""
        if self._window.table is not None:
            self._window.turn_to("measure")
            self._window.table.measuring.begin(kind)

    def let_go(self) -> None:
        """Put the tool down, or else take the shadow fan away, or else select nothing."""
        if self._window.table is None or self._window.table.viewport.put_down():
            return
        if self._window.studio is not None and self._window.studio.fan.hide():
            return
        self._window.document.select(None)
        self._window.document.choose(None)

    def ask_command(self) -> None:
        """Let a command be found by its name."""
        from app.dialogs.palette import Palette

        Palette(self._window, self._window.actions_.all()).open()

    def copy_id(self) -> None:
        """Copy what the file calls the selected object."""
        chosen = self._window.document.selection
        if chosen is not None and chosen.object >= 0:
            QApplication.clipboard().setText(chosen.thing.objects.ids[chosen.object])

    def copy_place(self) -> None:
        """Copy where the selected thing was clicked, in the city's own system."""
        chosen, frame = self._window.document.selection, self._window.document.frame
        if chosen is not None and chosen.point is not None and frame is not None:
            world = (a + b for a, b in zip(chosen.point, frame.origin, strict=True))
            QApplication.clipboard().setText(" ".join(f"{value:.3f}" for value in world))

    def fold_panels(self) -> None:
        """Show or hide the layer list and the side panel, so that the city has more room."""
        table, actions = self._window.table, self._window.actions_
        if table is None:
            return
        for panel, action in ((table.layers, actions.layer_list), (table.side, actions.side_panel)):
            if not action.isChecked() and _holds_focus(panel):
                table.viewport.setFocus()
            panel.setVisible(action.isChecked())

    def look_over(self) -> None:
        """Show or hide the small plan of the city."""
        if self._window.table is not None:
            self._window.table.overview.toggle()

    def cut(self) -> None:
        """Cut the city open where one looks, or make it whole again."""
        if self._window.table is not None:
            if self._window.document.cutaway is None:
                self._window.table.cut_here()
            else:
                self._window.document.cut(None)

    def ask_picture(self) -> None:
        """Let a picture for paper be ordered."""
        from app.dialogs.picture import PictureDialog
        from app.printing import print_sheet

        if self._window.table is not None:
            viewport = self._window.table.viewport
            title = (
                Path(self._window.document.title).stem.partition(".")[0]
                or self._window.document.title
            )
            dialog = PictureDialog(self._window, title, viewport.metres, viewport.plan)
            ordered = partial(print_sheet, self._window.table, self._window.document)
            dialog.wanted.connect(ordered)
            dialog.open()

    def ask_map(self, address: str = "") -> None:
        """Let a map be chosen that lies under the city. address: where to look for one."""
        from app.dialogs.base_map import BaseMapDialog

        frame = self._window.document.frame
        if frame is not None:
            dialog = BaseMapDialog(self._window, self._window.tasks, frame.horizontal)
            dialog.chosen.connect(self._window.document.lay_map)
            dialog.chosen.connect(lambda chosen: self._window.settings.mapped(chosen.address))
            dialog.open()
            if address:
                dialog.address.setText(address)
                dialog.look()

    def show_keys(self) -> None:
        from app.dialogs.keys import Keys

        Keys(self._window, self._window.actions_.all()).open()

    def show_about(self) -> None:
        from app.dialogs.about import About

        document = self._window.document
        sources = [source for opened in document.opened for source in opened.sources]
        table = self._window.table
        drawer = table.viewport.drawer if table is not None else ""
        About(self._window, sources, document.live.values(), drawer).open()

    def show_settings(self) -> None:
        from app.dialogs.settings import SettingsDialog

        SettingsDialog(self._window, self._window.settings, self._window.wear).open()

    def next_panel(self) -> None:
        """Bring the keyboard from the bar to the layers, the city, the panel on the right."""
        panels = [
            self._window.bar.search,
            *(self._window.table.panels() if self._window.table is not None else []),
        ]
        if self._window.table is None or not self._window.table.isVisible():
            panels = [self._window.bar.search, self._window.welcome.open_button]
        held = [panel for panel in panels if panel.hasFocus() or _holds_focus(panel)]
        at = panels.index(held[-1]) if held else -1
        panels[(at + 1) % len(panels)].setFocus(Qt.FocusReason.TabFocusReason)


def _holds_focus(panel: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and panel.isAncestorOf(focus)
