"""An access by tokens, which are renewed before they end and after they were refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from city.progress import Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.access import Access
from importers.live.sign_in.client import Client, Denied, Tokens
from importers.live.sign_in.vault import Secret


class Bearer(Access):
    """Says a token (RFC 6750).

    grant: brings the first one. alone: without a person, so that it may bring the next one as well;
    otherwise that takes a refresh token, which is kept as soon as it is there. secret: the
    refresh token that was kept; for a client alone, its secret.
    """

    def __init__(
        self,
        client: Client,
        grant: Callable[[Progress], Tokens],
        secret: Secret | None,
        keep: Callable[[Secret], None],
        alone: bool,
    ) -> None:
        self._client = client
        self._grant = grant
        self._keep = keep
        self._alone = alone
        self._secret = secret or Secret("")
        self._refresh = "" if alone else self._secret.text
        self._tokens: Tokens | None = None
        self._lock = threading.Lock()

    @property
    def who(self) -> str:  # type: ignore[override]
        return self._secret.who

    @property
    def secrets(self) -> tuple[str, ...]:  # type: ignore[override]
        tokens = (self._tokens.access, self._tokens.refresh) if self._tokens else ()
        return tuple(filter(None, (self._secret.text, *tokens)))

    def asked(self, url: str, progress: Progress) -> tuple[str, dict[str, str]]:
        with self._turn(progress):
            if self._tokens is None or self._tokens.until <= time.time():
                self._tokens = self._renewed(progress)
            return url, {"Authorization": f"Bearer {self._tokens.access}"}

    def renew(self, said: Mapping[str, str], progress: Progress) -> bool:
        with self._turn(progress):
            if self._tokens is not None and said["Authorization"].endswith(self._tokens.access):
                self._tokens = self._renewed(progress)
            return True

    @contextmanager
    def _turn(self, progress: Progress) -> Iterator[None]:
        """One thread renews, the others wait for it; each can be cancelled."""
        while not self._lock.acquire(timeout=0.1):
            progress.check()
        try:
            yield
        finally:
            self._lock.release()

    def _renewed(self, progress: Progress) -> Tokens:
        if self._refresh:
            grant = {"grant_type": "refresh_token", "refresh_token": self._refresh}
            try:
                return self._taken(self._client.tokens(grant, progress))
            except Denied as fault:
                if fault.error != "invalid_grant":
                    raise
                self._refresh = ""
        if self._tokens is not None and not self._alone:
            raise FeedFault("the sign-in has ended; sign in again", lasting=True, status=401)
        if not self._alone:
            self._secret = Secret("")  # another person may sign in now
        return self._taken(self._grant(progress))

    def _taken(self, tokens: Tokens) -> Tokens:
        if self._alone:
            self._keep(self._secret)
        elif tokens.refresh and tokens.refresh != self._refresh:
            self._refresh = tokens.refresh
            self._secret = Secret(tokens.refresh, self._secret.who)
            self._keep(self._secret)
        return tokens
