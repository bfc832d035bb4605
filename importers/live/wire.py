"""Connections that somebody can cancel while nothing comes, and what is wrong with their
certificates."""

from __future__ import annotations

import logging
import os
import selectors
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from functools import cache
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import httpx2

for _name in ("httpx2", "httpcore2"):  # they log addresses, with the keys that stand in them
    logging.getLogger(_name).setLevel(logging.CRITICAL)

STEP = 0.1  # seconds between two looks at whether somebody cancelled
PIECE = 16 << 10  # bytes that a socket takes at once, once it takes any

# X509_V_ERR_* of OpenSSL, x509_vfy.h
UNTRUSTED = "shows a certificate that this computer does not trust"
TRUSTING = (
    "ask its operator for a trusted one, or name its authority's file in the environment variable "
    "SSL_CERT_FILE"
)
OTHER_NAME = "shows a certificate for another name; check the address, or ask its operator"
DISTRUST = {
    9: "shows a certificate that is not valid yet; check the clock of this computer",
    10: "shows a certificate that has expired; its operator must renew it, if this computer's "
    "clock is right",
    18: f"shows a certificate that it signed itself; {TRUSTING}",
    19: f"shows a certificate of an authority that this computer does not know; {TRUSTING}",
    20: f"shows a certificate of an authority that this computer does not know; {TRUSTING}",
    62: OTHER_NAME,
    64: OTHER_NAME,
}
Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


def trust() -> ssl.SSLContext:
    """Whom this computer trusts, as httpx2 finds it for each client anew; read only once here,
    since there are hundreds of authorities."""
    return _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _trust(file: str | None, folder: str | None) -> ssl.SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


class Wire(httpcore2.SyncBackend):
    """Opens connections that ask `check` while they wait; it raises when somebody cancels. Each
    thread sets its own."""

    def __init__(self) -> None:
        self._of = threading.local()

    def watch(self, check: Callable[[], None]) -> None:
        """From now on ask this, in this thread."""
        self._of.check = check

    def check(self) -> None:
        self._of.check()

    def serve(self, client: httpx2.Client) -> None:
        """Let a client use it, through proxies as well. httpx2 has no public way to do that, but
        for one that loses the proxies of the system."""
        for transport in (client._transport, *client._mounts.values()):
            if transport is not None:
                transport._pool._network_backend = self  # type: ignore[attr-defined]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> httpcore2.NetworkStream:
        connect = super().connect_tcp
        return _Stream(
            aside(lambda: connect(host, port, timeout, local_address, socket_options), self.check),
            self.check,
        )


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, check: Callable[[], None]) -> None:
        self._inner = inner
        self._check = check

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            self._check()
            try:  # what has not come within a step is still there in the next
                return self._inner.read(max_bytes, STEP)
            except httpcore2.ReadTimeout:
                if end is not None and time.monotonic() >= end:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if len(buffer) <= PIECE:
            self._inner.write(buffer, timeout)
            return
        with selectors.DefaultSelector() as ready:
            ready.register(self._inner.get_extra_info("socket"), selectors.EVENT_WRITE)
            for start in range(0, len(buffer), PIECE):
                end = None if timeout is None else time.monotonic() + timeout
                while not ready.select(STEP):
                    self._check()
                    if end is not None and time.monotonic() >= end:
                        raise httpcore2.WriteTimeout
                self._inner.write(buffer[start : start + PIECE], timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        start = self._inner.start_tls
        return _Stream(
            aside(lambda: start(ssl_context, server_hostname, timeout), self._check), self._check
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def aside(
    connect: Callable[[], httpcore2.NetworkStream], check: Callable[[], None]
) -> httpcore2.NetworkStream:
    """What cannot be asked whether to stop (looking up a name, shaking hands) goes on in a thread,
    and is left to itself when somebody cancels: it ends with its own time-out."""
    made: Future[httpcore2.NetworkStream] = Future()

    def work() -> None:
        try:
            made.set_result(connect())
        except Exception as fault:
            made.set_exception(fault)

    threading.Thread(target=work, name="connect", daemon=True).start()
    try:
        while not made.done():
            check()
            wait([made], STEP)
    except BaseException:
        made.add_done_callback(_end)
        raise
    return made.result()


def _end(late: Future[httpcore2.NetworkStream]) -> None:
    if late.exception() is None:
        late.result().close()


def distrust(fault: BaseException) -> str:
    """Why a server's certificate is not taken and what to do, where a fault comes from that; or
    that it does not speak TLS at all. "" for other faults."""
    cause: BaseException | None = fault
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return DISTRUST.get(cause.verify_code, f"{UNTRUSTED} ({cause.verify_message})")
    if cause is not None and cause.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        return "does not speak https there; check the address and its port, or try http"
    return ""
