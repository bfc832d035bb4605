"""The appearances of a piece read in columns, where they are made of materials only."""

from __future__ import annotations

import numpy as np

from importers.citygml.appearance import Wardrobe
from importers.citygml.lexicon import Lexicon
from importers.citygml.tape import I64, Mask, Tape

_PARTS = ("theme", "surfaceDataMember", "surfaceData")


class Appearances:
    """The appearances on a tape: all of them, or only those that are not of the model itself."""

    def __init__(self, tape: Tape, lexicon: Lexicon, of_members: bool) -> None:
        self.tape = tape
        self._lexicon = lexicon
        self.rows = np.flatnonzero(self._named("Appearance"))
        if of_members and len(self.rows):
            above = tape.parent[self.rows]
            self.rows = self.rows[(above >= 0) & (tape.parent[above] >= 0)]

    def _named(self, *locals: str) -> Mask:
        numbers = [self._lexicon.locals.get(local, -1) for local in locals]
        return np.isin(self._lexicon.title[self.tape.name], numbers)

    def take_materials(self, wardrobe: Wardrobe) -> bool:
        """Give the wardrobe all materials; False, and none, where something else is among them."""
        tape = self.tape
        inside = np.flatnonzero(tape.inside(self.rows))
        parent = tape.parent
        is_root = np.zeros(len(tape.name) + 1, bool)
        is_root[self.rows] = True
        member = self._named("surfaceDataMember", "surfaceData") & is_root[parent] & ~tape.leaf
        material = self._named("X3DMaterial") & np.append(member, False)[parent]
        said = tape.leaf & np.append(material, False)[parent]
        beside = tape.leaf & is_root[parent] & ~self._named("surfaceDataMember", "surfaceData")
        known = is_root[:-1] | member | material | said | beside
        known[tape.entities] = False
        if not known[inside].all() or member.sum() != material.sum():
            return False
        rows = np.flatnonzero(material)
        themes = self._themes(np.flatnonzero(beside & self._named("theme")))
        theme_of = [themes.get(row, "") for row in parent[parent[rows]].tolist()]
        self._paint(wardrobe, rows, theme_of, np.flatnonzero(said))
        return True

    def _themes(self, rows: I64) -> dict[int, str]:
        tape = self.tape
        texts = tape.texts(tape.inner[rows], tape.close[rows])
        found: dict[int, str] = {}
        for row, text in zip(tape.parent[rows].tolist(), texts, strict=True):
            found.setdefault(row, text.strip())
        return found

    def _paint(self, wardrobe: Wardrobe, rows: I64, themes: list[str], leaves: I64) -> None:
        """Hang the materials at some rows into the wardrobe; leaves: all that is said in them."""
        tape = self.tape
        is_target = self._named("target")[leaves]
        targets, others = leaves[is_target], leaves[~is_target]
        ids = tape.ids(tape.inner[targets], tape.close[targets])
        texts = tape.texts(tape.inner[others], tape.close[others])
        said = [
            (self._lexicon.meanings[name].local, text)
            for name, text in zip(tape.name[others].tolist(), texts, strict=True)
        ]
        of_targets = [*np.searchsorted(targets, rows).tolist(), len(targets)]
        of_others = [*np.searchsorted(others, rows).tolist(), len(others)]
        which = tape.attribute(self._lexicon.ids)[rows]
        names = tape.optional(which)
        for k, (theme, name) in enumerate(zip(themes, names, strict=True)):
            wardrobe.hang(
                theme,
                name,
                said[of_others[k] : of_others[k + 1]],
                ids[of_targets[k] : of_targets[k + 1]],
            )
