"""The ways to servers of simulations: how one signs in there, and who has signed in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import NoReturn

from app.live.signing import Signing, Way, plain, sign_in_from
from app.planning import Planning
from importers.live.answer import FeedFault, origin
from importers.live.sign_in.access import Access
from importers.live.sign_in.entry import SignIn, enter
from importers.live.web import PATIENCE, SILENCE, Web

WAYS = "processes"  # what the project keeps of how one signs in, and never a secret
UNKNOWN = 401  # the status of a fault that signing in mends

Opener = Callable[[], Web]


class Door:
    """A way in that is gone once, on the worker that needs it first, and then known to all."""

    def __init__(self, way: SignIn | None, going: Way) -> None:
        self.way = way
        self._going = going
        self._one = Lock()
        self._access: Access | None = None
        self._gone = False

    def access(self) -> Access | None:
        """Who asks; None for nobody in particular. Raises FeedFault with UNKNOWN where nobody has
        signed in."""
        with self._one:
            if not self._gone:
                try:
                    self._access = self._going()
                except FeedFault as fault:
                    raise FeedFault(str(fault), True, fault.status or UNKNOWN) from None
                self._gone = True
            return self._access


class Ways:
    """Opens connections to servers; nobody is asked to sign in who has not begun it."""

    def __init__(self, planning: Planning, signing: Signing) -> None:
        self._planning, self._signing = planning, signing
        self._doors: dict[tuple[str, str, int], Door] = {}

    def way_of(self, address: str) -> SignIn | None:
        """How one signs in at a server, as far as that was said here or is in the project."""
        return self._door(address).way

    def sign_in(self, address: str, way: SignIn | None, secret: str = "") -> None:
        """Sign in when the server is asked next, which may take a person at a browser. secret: as
        it was typed. Raises FeedFault for what is no address."""
        going = self._signing.way(address, way, secret)
        self._doors[origin(address)] = Door(way, going)

    def keep(self, address: str) -> None:
        """Let the project keep how one signs in at a server."""
        kept = self._planning.setting(WAYS)
        ways = dict(kept) if isinstance(kept, dict) else {}
        way = self.way_of(address)
        ways.pop(_name(address), None)
        if way is not None:
            ways[_name(address)] = plain(way)
        if ways or kept:
            self._planning.remember(WAYS, ways)

    def forget(self) -> None:
        """Another project is open: what it says of signing in counts from now on."""
        self._doors.clear()

    def opener(self, address: str, patience: float = PATIENCE) -> Opener:
        """What opens a connection, on a worker. patience: seconds for one answer. What is opened
        raises FeedFault as `Door.access`."""
        door = self._door(address)
        silence = patience if patience > PATIENCE else SILENCE
        return lambda: Web(address, None, silence, patience, access=door.access())

    def _door(self, address: str) -> Door:
        home = origin(address)
        if home not in self._doors:
            kept = self._planning.setting(WAYS)
            said = kept.get(_name(address)) if isinstance(kept, dict) else None
            way = sign_in_from(said)
            self._doors[home] = Door(way, lambda: self._quietly(address, way))
        return self._doors[home]

    def _quietly(self, address: str, way: SignIn | None) -> Access | None:
        """The access of whoever has signed in on this machine before; nobody is asked anything."""
        if way is None:
            return None
        return enter(address, way, self._signing.vault, _nobody, _nobody)


def _nobody(_: object) -> NoReturn:
    raise FeedFault("nobody has signed in on this machine; sign in", True, UNKNOWN)


def _name(address: str) -> str:
    scheme, host, port = origin(address)
    return f"{scheme}://{host}:{port}"
