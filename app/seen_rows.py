"""Which objects of the cities on the table are to be seen: asked for, there, and alike in panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from city.model import City


class SeenRows:
    """Masks over the objects of cities, each city by its id().

    shown: of cities that are not all shown, what was asked for. gone: what the plan on the table
    takes away. beneath: what something else stands for meanwhile. lacking: what not all panes of
    the picture have.
    """

    def __init__(self) -> None:
        self.shown: dict[int, NDArray[np.bool_]] = {}
        self.gone: dict[int, NDArray[np.bool_]] = {}
        self.beneath: dict[int, NDArray[np.bool_]] = {}
        self.lacking: dict[int, NDArray[np.bool_]] = {}
        self._standing: dict[int, tuple[NDArray[np.bool_] | None, ...]] = {}  # see visible_rows
        self._alike: dict[int, tuple[NDArray[np.bool_] | None, ...]] = {}  # see drawn_rows

    def forget_rows(self) -> None:
        """Everything is to be seen of whatever comes."""
        for held in (self.shown, self.gone, self.beneath, self.lacking):
            held.clear()
        self._standing.clear()
        self._alike.clear()

    def visible_rows(self, city: City) -> NDArray[np.bool_] | None:
        """(objects,): what of a city is to be seen: what was asked for, and is there; None: all.

        The same array as long as nothing of it changes, so that whoever draws it can tell.
        """
        masks = tuple(of.get(id(city)) for of in (self.shown, self.gone, self.beneath))
        shown, gone, beneath = masks
        if gone is None and beneath is None:
            return shown
        known = self._standing.get(id(city))
        if known is None or any(a is not b for a, b in zip(known, masks, strict=False)):
            away = gone if beneath is None else beneath if gone is None else gone | beneath
            assert away is not None
            known = *masks, ~away if shown is None else shown & ~away
            self._standing[id(city)] = known
        return known[-1]

    def lack(self, lacking: Mapping[int, NDArray[np.bool_]]) -> bool:
        """Say what of cities (by id) not all panes of the picture show; whether that is new."""
        same = lacking.keys() == self.lacking.keys() and all(
            bool((mask == self.lacking[key]).all()) for key, mask in lacking.items()
        )
        if not same:
            self.lacking = dict(lacking)
            self._alike.clear()
        return not same

    def drawn_rows(self, city: City) -> NDArray[np.bool_] | None:
        """(objects,): what of a city all panes show alike; None: everything.

        The same array as long as nothing of it changes.
        """
        seen, lacking = self.visible_rows(city), self.lacking.get(id(city))
        if lacking is None:
            return seen
        known = self._alike.get(id(city))
        if known is None or known[0] is not seen:
            known = seen, ~lacking if seen is None else seen & ~lacking
            self._alike[id(city)] = known
        return known[1]
