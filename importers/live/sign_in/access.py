"""What is said to a platform so that it answers: nothing, a key, or a name and a password."""

from __future__ import annotations

import base64
import mmap
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote_plus, unquote_plus, urlencode, urlsplit, urlunsplit

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.vault import Secret

SHORTEST = 16  # letters of a secret that is masked
STRETCH = 64 << 20  # bytes of a file that are looked through at once


class Access:
    """Says nothing: the platform is open to everybody.

    who: a word that tells one who asks from another; no secret. secrets: what a platform may
    repeat in its answers, and is masked there.
    """

    who = ""
    secrets: tuple[str, ...] = ()

    def asked(self, url: str, progress: Progress) -> tuple[str, dict[str, str]]:
        """An address of the platform as it is asked for, and the headers that go with it. Raises
        FeedFault where nobody could sign in."""
        return url, {}

    def without(self, url: str) -> str:
        """An address from an answer, without the secret that the platform put in."""
        return url

    def masked(self, body: bytes) -> bytes:
        """An answer without the secrets that the platform repeats in its links or its faults, so
        that they come into no recording, cache or picture. Short ones may be words of the data."""
        for secret in self.secrets:
            if len(secret) >= SHORTEST:
                body = body.replace(secret.encode(), b"***")
        return body

    def blank(self, path: Path, check: Callable[[], None]) -> None:
        """The same for an answer that was written into a file, which stays as long as it is: there
        may be rows in it that are counted in bytes. check: raises when somebody cancels."""
        secrets = [one.encode() for one in self.secrets if len(one) >= SHORTEST]
        if not secrets or not path.stat().st_size:
            return
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as held:
            for start in range(0, len(held), STRETCH):
                check()
                for secret in secrets:
                    end = start + STRETCH + len(secret) - 1  # one may begin just before the next
                    at = held.find(secret, start, end)
                    while at >= 0:
                        held[at : at + len(secret)] = b"*" * len(secret)
                        at = held.find(secret, at, end)

    def renew(self, said: Mapping[str, str], progress: Progress) -> bool:
        """Whether it is worth asking again, after these headers were refused."""
        return False

    def proved(self) -> None:
        """The platform has answered, so what was said is right."""


class _Stated(Access):
    """A secret that is said as it is, and kept once it has proved right."""

    def __init__(self, secret: Secret, keep: Callable[[Secret], None]) -> None:
        self.who = secret.who
        self._secret = secret
        self._keep = keep
        self._kept = False

    def proved(self) -> None:
        if not self._kept:
            self._kept = True
            self._keep(self._secret)


class Key(_Stated):
    """An API key in a header."""

    def __init__(self, secret: Secret, keep: Callable[[Secret], None], header: str) -> None:
        super().__init__(secret, keep)
        self.secrets = (secret.text,)
        self._said = {header: sayable(secret.text)}

    def asked(self, url: str, progress: Progress) -> tuple[str, dict[str, str]]:
        return url, self._said


class QueryKey(_Stated):
    """An API key in the address; platforms put it into their links, and there it is taken out.

    parameter: its name, whatever its value in a link.
    """

    def __init__(self, secret: Secret, keep: Callable[[Secret], None], parameter: str) -> None:
        super().__init__(secret, keep)
        quoted = quote_plus(secret.text)
        self.secrets = (secret.text, quoted, re.sub("%..", lambda one: one[0].lower(), quoted))
        self._parameter = parameter

    def asked(self, url: str, progress: Progress) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.without(url))
        said = urlencode({self._parameter: self._secret.text})
        query = f"{parts.query}&{said}" if parts.query else said
        return urlunsplit(parts._replace(query=query)), {}

    def without(self, url: str) -> str:
        parts = urlsplit(url)
        pairs = parts.query.split("&")
        left = [pair for pair in pairs if unquote_plus(pair.partition("=")[0]) != self._parameter]
        return urlunsplit(parts._replace(query="&".join(left))) if left != pairs else url


class Basic(_Stated):
    """A name and a password (RFC 7617)."""

    def __init__(self, secret: Secret, keep: Callable[[Secret], None], name: str) -> None:
        super().__init__(secret, keep)
        if ":" in name:
            raise FeedFault("a name to sign in with has no colon; check it", lasting=True)
        word = base64.b64encode(f"{name}:{secret.text}".encode()).decode()
        self.secrets = (secret.text, word)
        self._said = {"Authorization": f"Basic {word}"}

    def asked(self, url: str, progress: Progress) -> tuple[str, dict[str, str]]:
        return url, self._said


def sayable(secret: str) -> str:
    """A secret that can stand in a header. Raises FeedFault for one with odd letters."""
    if not (secret and secret.isascii() and secret.isprintable() and " " not in secret):
        raise FeedFault(
            "this key has letters that cannot be sent, or none; copy it again", lasting=True
        )
    return secret
