"""The appearances of a piece read in columns, where they are made of materials only."""

from __future__ import annotations

import numpy as np

from importers.citygml.appearance import Wardrobe
from importers.citygml.lexicon import Lexicon
from importers.citygml.tape import I64, Tape

_ROOT, _MEMBER, _MATERIAL = 1, 2, 3


class Appearances:
    """The appearances on a tape: all of them, or only those that are not of the model itself."""

    def __init__(self, tape: Tape, lexicon: Lexicon, of_members: bool) -> None:
        self.tape = tape
        self._lexicon = lexicon
        self.rows = np.flatnonzero(lexicon.title[tape.name] == self._title("Appearance"))
        if of_members and len(self.rows):
            above = tape.parent[self.rows]
            self.rows = self.rows[(above >= 0) & (tape.parent[above] >= 0)]

    def _title(self, local: str) -> int:
        return self._lexicon.locals.get(local, -1)

    def take_materials(self, wardrobe: Wardrobe) -> bool:
        """Give the wardrobe all materials; False, and none, where something else is among them."""
        tape = self.tape
        inside = np.flatnonzero(tape.inside(self.rows))
        title, above, leaf = self._titles(inside), tape.parent[inside], tape.leaf[inside]
        part = np.zeros(len(tape.name) + 1, np.int8)
        part[self.rows] = _ROOT
        holds_data = (title == self._title("surfaceDataMember")) | (
            title == self._title("surfaceData")
        )
        member = holds_data & (part[above] == _ROOT) & ~leaf
        part[inside[member]] = _MEMBER
        material = (title == self._title("X3DMaterial")) & (part[above] == _MEMBER)
        part[inside[material]] = _MATERIAL
        said = leaf & (part[above] == _MATERIAL)
        beside = leaf & (part[above] == _ROOT) & ~holds_data
        known = (part[inside] > 0) | said | beside
        if not known.all() or member.sum() != material.sum():
            return False
        if tape.depth(self.rows)[tape.entities].any():
            return False
        themes = self._themes(inside[beside & (title == self._title("theme"))])
        rows = inside[material]
        theme_of = [themes.get(row, "") for row in tape.parent[tape.parent[rows]].tolist()]
        self._paint(wardrobe, rows, theme_of, inside[said])
        return True

    def _titles(self, rows: I64) -> I64:
        return np.asarray(self._lexicon.title[self.tape.name[rows]])

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
        is_target = self._titles(leaves) == self._title("target")
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
