"""Signing in at servers of simulations: once for all jobs, and never unasked."""

import pytest

from app.live.signing import Signing
from app.processes.ways import UNKNOWN, WAYS, Ways
from city.progress import Progress
from importers.live.sign_in.entry import SignIn
from importers.live.web import FeedFault
from tests.app.planned import Desk
from tests.importers.live.conftest import platform  # noqa: F401  a fixture

KEY = SignIn("key", "X-Key")


@pytest.fixture
def desk(qtbot, tmp_path):
    made = Desk(tmp_path)
    made.ways = Ways(made.planning, Signing())
    yield made
    made.project.close()


def asked(ways, platform):  # noqa: F811
    platform.answers["/"] = {}
    with ways.opener(platform.address)() as web:
        web.get(platform.address, Progress())
    return platform.asked[-1][1].get("x-key")


def test_without_signing_in_nothing_is_said(desk, platform):  # noqa: F811
    assert desk.ways.way_of(platform.address) is None
    assert asked(desk.ways, platform) is None
    desk.ways.keep(platform.address)
    assert desk.planning.setting(WAYS) is None


def test_whoever_has_signed_in_is_known_to_every_connection(desk, platform):  # noqa: F811
    desk.ways.sign_in(platform.address, KEY, "s3cret")
    assert [asked(desk.ways, platform) for _ in range(2)] == ["s3cret", "s3cret"]


def test_the_project_keeps_the_way_and_no_secret(desk, platform, tmp_path):  # noqa: F811
    desk.ways.sign_in(platform.address, KEY, "s3cret")
    asked(desk.ways, platform)
    desk.ways.keep(platform.address)
    again = Ways(desk.planning, Signing())
    assert again.way_of(f"{platform.address}/other") == KEY
    assert b"s3cret" not in (tmp_path / "town.maquette").read_bytes()
    desk.ways.sign_in(platform.address, None)
    desk.ways.keep(platform.address)
    again.forget()
    assert again.way_of(platform.address) is None


def test_what_nobody_has_signed_in_for_is_told_and_nobody_is_asked(desk, platform):  # noqa: F811
    desk.ways.sign_in(platform.address, SignIn("device", client="me", issuer=platform.address))
    desk.ways.keep(platform.address)
    signing = Signing()
    signing.invited.connect(lambda _: pytest.fail("a browser was opened"))
    platform.answers["/.well-known/openid-configuration"] = {
        "issuer": platform.address,
        "token_endpoint": f"{platform.address}/token",
        "device_authorization_endpoint": f"{platform.address}/device",
    }
    code = {"device_code": "d", "user_code": "u", "verification_uri": f"{platform.address}/here"}
    platform.answers["/device"] = {**code, "expires_in": 60}
    with pytest.raises(FeedFault, match="nobody has signed in") as told:
        asked(Ways(desk.planning, signing), platform)
    assert told.value.status == UNKNOWN


def test_a_key_that_is_not_known_here_is_told(desk, platform):  # noqa: F811
    desk.ways.sign_in(platform.address, KEY)
    with pytest.raises(FeedFault, match="not known on this machine") as told:
        asked(desk.ways, platform)
    assert told.value.status == UNKNOWN


@pytest.mark.parametrize("said", [7, {"http://127.0.0.1:1": {"kind": "magic"}}, {"x": 3}])
def test_what_makes_no_sense_in_a_project_is_no_way(desk, said):
    desk.planning.remember(WAYS, said)
    assert desk.ways.way_of("http://127.0.0.1:1") is None
