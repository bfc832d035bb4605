"""A real OpenID provider (npm oidc-provider) on this machine, and a browser that signs in there."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

HOME = Path(__file__).parent / "servers" / "oidc"
MACHINE = ("machine:1", "S3CR3T & of a machine")


@contextmanager
def provider() -> Iterator[str]:
    """Its address, while it runs."""
    here = Path(sys.executable).parent / "node"
    node = str(here) if here.exists() else shutil.which("node")
    if node is None or not (HOME / "node_modules").is_dir():
        pytest.fail("the OpenID provider is not there: make .venv/oidc installs it")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = [node, str(HOME / "provider.mjs"), str(port)]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    # with what it starts a group of its own: this node may be a program that starts the real one
    with subprocess.Popen(program, stdout=pipe, stderr=nothing, start_new_session=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == b"listening\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(running.pid, signal.SIGTERM)


def active(issuer: str, token: str) -> bool:
    """Whether the provider knows a token, and it has not ended."""
    word = ":".join(map(urllib.parse.quote_plus, MACHINE))
    asked = urllib.request.Request(
        f"{issuer}/token/introspection",
        urllib.parse.urlencode({"token": token}).encode(),
        {"Authorization": f"Basic {base64.b64encode(word.encode()).decode()}"},
    )
    with urllib.request.urlopen(asked, timeout=5) as reply:
        return bool(json.loads(reply.read())["active"])


def sign_in(address: str) -> str:
    """What a browser shows in the end, after it has filled in all the forms that come."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(address, timeout=5) as reply:
        page, url = reply.read().decode(), reply.url
    for _ in range(6):
        form = re.search(r"<form[^>]*action=\"([^\"]+)\".*?</form>", page, re.S)
        if not form:
            return str(page)
        filled = {"login": "ada", "password": "any"} if 'name="login"' in form[0] else {}
        for given in re.findall(r"<input[^>]*>", form[0]):
            said = dict(re.findall(r"(\w+)=\"([^\"]*)\"", given))
            if said.get("name") and said.get("value"):
                filled[said["name"]] = unescape(said["value"])
        action = urllib.parse.urljoin(url, unescape(form[1]))
        body = urllib.parse.urlencode(filled).encode()
        with opener.open(action, body, timeout=5) as reply:
            page, url = reply.read().decode(), reply.url
    raise AssertionError(page)
