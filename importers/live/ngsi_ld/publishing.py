"""Writing back to a broker: what would be sent, exactly; and sending it (ETSI GS CIM 009, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import orjson

from city.progress import Progress
from importers.live import feed
from importers.live.ngsi_ld.asking import asking, said_in
from importers.live.ngsi_ld.attributes import Entity
from importers.live.ngsi_ld.broker import is_broker
from importers.live.web import Answer, FeedFault, Web, without_secrets

REFUSED = {
    403: "does not let you write there with what was given; ask the platform's operator",
    404: "takes no entities at this address; check it",
    405: "takes no entities; it can be read alone",
}
MAYBE = "it may have arrived all the same; publishing again does no harm, for the ids stay the same"


@dataclass(frozen=True, slots=True)
class Letter:
    """One entity on its way: what is told to whom, byte for byte.

    headers: all but those of the connection itself and of the sign-in. body: of a new entity;
    change: of one that is there already, which goes to `there`.
    """

    id: str
    to: str
    there: str
    headers: Mapping[str, str]
    body: bytes
    change: bytes

    def words(self) -> str:
        """The request as a person reads it before it is sent."""
        said = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"POST {without_secrets(self.to)}\n{said}\n\n{self.body.decode()}"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one entity. new: it was not there before. left: attributes that the broker has
    not taken."""

    id: str
    new: bool
    left: tuple[str, ...] = ()


def letters(address: str, entities: Sequence[Entity]) -> tuple[Letter, ...]:
    """What publishing would send to the broker at an address: .../ngsi-ld/v1, with ?tenant= and
    ?context= as in reading. Raises FeedFault where that is none."""
    if not is_broker(address):
        name = without_secrets(address)
        raise FeedFault(f"{name} is no NGSI-LD broker; its address ends with /ngsi-ld/v1", True)
    asked = asking(address)
    headers = {"Content-Type": "application/json", **asked.headers}
    return tuple(
        Letter(
            str(one["id"]),
            f"{asked.home}/entities",
            f"{asked.home}/entities/{quote(str(one['id']), safe='')}/attrs",
            headers,
            _written(one),
            _written({name: said for name, said in one.items() if name not in ("id", "type")}),
        )
        for one in entities
    )


def publish(sent: Sequence[Letter], web: Web, progress: Progress) -> Iterator[Published]:
    """Send them one by one; an entity that is there already is changed. Raises FeedFault, which
    says whether it may have arrived."""
    for number, one in enumerate(sent):
        progress.report(number, len(sent), "Publishing")
        try:
            yield _sent(one, web, progress)
        except FeedFault as fault:
            raise _worded(fault, one, number, len(sent)) from fault


def _sent(one: Letter, web: Web, progress: Progress) -> Published:
    try:
        web.send("POST", one.to, one.body, progress, one.headers)
    except FeedFault as fault:
        if fault.status != 409:
            raise
    else:
        return Published(one.id, True)
    left = _left(web.send("PATCH", one.there, one.change, progress, one.headers))
    if left:  # those that it did not have are not changed but added (5.6.3)
        more = {name: said for name, said in orjson.loads(one.change).items() if name in left}
        left = _left(web.send("POST", one.there, _written(more), progress, one.headers))
    return Published(one.id, False, left)


def _left(answer: Answer) -> tuple[str, ...]:
    """What of an entity was not changed (5.2.18)."""
    if answer.status != 207:
        return ()
    told = answer.data()
    said = told.get("notUpdated") if isinstance(told, dict) else None
    if not isinstance(said, list):
        return ()
    names = (feed.text(one.get("attributeName")) for one in said if isinstance(one, dict))
    return tuple(name for name in names if name)


def _worded(fault: FeedFault, one: Letter, number: int, many: int) -> FeedFault:
    """With what the broker says, what was done before, and whether this may have arrived."""
    name = without_secrets(one.to)
    told = str(fault).replace("cannot be read", "cannot be reached")
    words = f"{name} {REFUSED[fault.status]}" if fault.status in REFUSED else told
    parts = [words]
    if said := said_in(fault.body):
        parts.append(f"the broker says: {said}")
    if not fault.lasting and not fault.unheard:
        parts.append(MAYBE)
    if number:
        parts.append(f"{number:,} of {many:,} were published before")
    return FeedFault("; ".join(parts), fault.lasting, fault.status)


def _written(said: Entity) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_INDENT_2)
