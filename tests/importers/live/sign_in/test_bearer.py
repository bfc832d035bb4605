"""Tokens are renewed before they end and after they were refused, once for all who wait."""

import json
import threading
import time
from functools import partial
from urllib.parse import parse_qs

import pytest

from city.progress import Cancelled, Progress
from importers.live.answer import FeedFault
from importers.live.sign_in.bearer import Bearer
from importers.live.sign_in.client import Client, Tokens
from importers.live.sign_in.vault import Secret
from importers.live.web import Web
from tests.importers.live.sign_in.conftest import SECRET
from tests.live_platform import in_turn, send


def said(number, **more):
    token = {"access_token": f"token-{number}", "token_type": "Bearer", "expires_in": 3600, **more}
    return lambda handler: send(handler, json.dumps(token).encode())


def alone(issuer, kept=None):
    client = Client("desktop", issuer.address, secret=SECRET)
    grant = partial(client.tokens, {"grant_type": "client_credentials"})
    keep = [].append if kept is None else kept.append
    return Bearer(client, grant, Secret(SECRET), keep, alone=True)


def person(issuer, first, secret=None, kept=None):
    keep = [].append if kept is None else kept.append
    return Bearer(Client("desktop", issuer.address), first, secret, keep, alone=False)


def grants(issuer):
    return [parse_qs(body.decode())["grant_type"][0] for _, _, body in issuer.told]


def heard(platform):
    return [headers.get("authorization") for _, headers in platform.asked]


def test_a_token_serves_many_questions_and_the_secret_is_kept(platform, issuer):
    issuer.answers["/token"], platform.answers["/x"], kept = said(1), {}, []
    with Web(platform.address, access=alone(issuer, kept)) as web:
        for _ in range(3):
            web.get(platform.address + "/x", Progress())
    assert heard(platform) == ["Bearer token-1"] * 3 and len(issuer.told) == 1
    assert [secret.text for secret in kept] == [SECRET]
    assert not [line for line in str(platform.asked).split() if SECRET in line]


def test_a_token_is_renewed_before_it_ends(platform, issuer):
    issuer.answers["/token"] = in_turn(said(1, expires_in=0), said(2))
    platform.answers["/x"] = {}
    with Web(platform.address, access=alone(issuer)) as web:
        for _ in range(3):
            web.get(platform.address + "/x", Progress())
    assert heard(platform) == ["Bearer token-1", "Bearer token-2", "Bearer token-2"]


def test_a_token_that_is_refused_is_renewed_once(platform, issuer):
    issuer.answers["/token"] = in_turn(said(1), said(2), said(3))
    refuse = lambda handler: send(handler, b"", 401)  # noqa: E731
    platform.answers["/x"] = in_turn(refuse, lambda handler: send(handler, b"[]"))
    with Web(platform.address, access=alone(issuer)) as web:
        assert web.send("POST", platform.address + "/x", {}, Progress()).data() == []
        platform.answers["/x"] = refuse
        with pytest.raises(FeedFault, match="status 401"):
            web.get(platform.address + "/x", Progress())
    assert heard(platform) == [f"Bearer token-{n}" for n in (1, 2, 2, 3)]


def test_who_has_a_refresh_token_need_not_sign_in(platform, issuer):
    issuer.answers["/token"] = in_turn(said(1, refresh_token="next-1", expires_in=0), said(2))
    platform.answers["/x"], kept = {}, []
    access = person(issuer, pytest.fail, Secret("kept-before", "ada"), kept)
    with Web(platform.address, access=access) as web:
        web.get(platform.address + "/x", Progress())
        web.get(platform.address + "/x", Progress())
    assert [parse_qs(body.decode())["refresh_token"] for _, _, body in issuer.told] == [
        ["kept-before"],
        ["next-1"],
    ]
    assert kept == [Secret("next-1", "ada")] and access.who == "ada"


def test_a_sign_in_that_ended_is_begun_again_only_at_the_start(platform, issuer):
    issuer.answers["/token"] = lambda handler: send(handler, b'{"error": "invalid_grant"}', 400)
    platform.answers["/x"], asked = {}, []

    def first(progress):
        asked.append(1)
        return Tokens("signed-in", "", time.time() - 1)

    access = person(issuer, first, Secret("withdrawn", "ada"))
    with Web(platform.address, access=access) as web:
        web.get(platform.address + "/x", Progress())
        assert access.who != "ada"  # it may be somebody else
        with pytest.raises(FeedFault, match="has ended; sign in again"):
            web.get(platform.address + "/x", Progress())
    assert len(asked) == 1


def test_many_who_wait_renew_once_and_can_be_cancelled(issuer):
    def slow(handler):
        time.sleep(0.3)
        said(1)(handler)

    issuer.answers["/token"] = slow
    access, given = alone(issuer), []
    work = lambda: given.append(access.asked("http://a", Progress())[1])  # noqa: E731
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        access.asked("http://a", progress)
    for thread in threads:
        thread.join()
    assert given == [{"Authorization": "Bearer token-1"}] * 4 and len(issuer.told) == 1
