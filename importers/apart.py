"""Work that may crash or never end, done in a process of its own: it breaks nothing but that."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from city.progress import Progress
from importers.crew import WAY, nameless
from importers.intake import ReadError


class Broken(Exception):
    """The work did not come to its end; the message is what it did instead ("crashed")."""


def apart(
    job: Callable[..., Iterable[Any]], given: tuple[Any, ...], patience: float, progress: Progress
) -> Iterator[Any]:
    """What `job(*given)` yields, made in another process and handed over piece by piece.

    job: a function of a module. patience: seconds for which it may give no sign of life. Raises
    Broken where the process dies, falls silent or runs out of memory; ReadError where the job does.
    The process ends with the iteration, also with one that is cancelled.
    """
    context: Any = multiprocessing.get_context(WAY)
    wire, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, job, given), daemon=True)
    with nameless():
        process.start()
    theirs.close()
    try:
        while True:
            what, value = _awaited(wire, patience, progress)
            if what == "end":
                return
            if what == "fault":
                raise value
            yield value
    finally:
        process.kill()
        process.join()
        wire.close()


def _awaited(wire: Connection, patience: float, progress: Progress) -> Any:
    """The next piece from the other process."""
    late = monotonic() + patience
    while not wire.poll(0.1):
        progress.check()
        if monotonic() > late:
            raise Broken("came to no end")
    progress.check()
    try:
        return wire.recv()
    except (EOFError, OSError):
        raise Broken("crashed") from None


# in the other process


def _work(wire: Connection, job: Callable[..., Iterable[Any]], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who can end us
    _keep_within_bounds()
    with suppress(OSError):  # nobody listens any more
        try:
            for value in job(*given):
                wire.send(("value", value))
            wire.send(("end", None))
        except ReadError as fault:
            wire.send(("fault", fault))
        except MemoryError:
            wire.send(("fault", Broken("ran out of memory")))
        except OSError:
            raise
        except Exception as fault:
            wire.send(("fault", RuntimeError(f"{type(fault).__name__}: {fault}")))


def _keep_within_bounds() -> None:
    """No more memory than the machine has, no dump of a crash, no words on the terminal."""
    with suppress(ImportError, OSError, ValueError):  # there are systems without such limits
        import resource

        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with suppress(OSError), open(os.devnull, "w") as nothing:
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
