"""`maquette feed --sign-in`: each way gets in, and no secret is left anywhere."""

import base64
import json
import logging
import sys
import webbrowser

import keyring
import pytest
from keyring.backends import fail

from app import cli
from importers.live import web
from importers.live.sign_in import device
from tests.keyrings import remembering
from tests.live_platform import send, serving

SECRET = "S3CR3T-of-a-whole-session-0123456789"
TABLE = b"id,name,lat,lon,time,pm25 (ug/m3)\na,Grand-Place,50.85,4.35,2026-11-22T03:05Z,12.5\n"
TOKEN = {"access_token": SECRET, "token_type": "Bearer", "refresh_token": SECRET + "-refresh"}


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    monkeypatch.delenv("MAQUETTE_SECRET", raising=False)
    with remembering() as one:
        yield one


@pytest.fixture
def platform():
    """Lets in whoever says the secret, in each way."""
    with serving() as one:
        words = {SECRET, f"Bearer {SECRET}", f"Basic {_pair('ada')}"}

        def answer(handler):
            heard = {handler.headers.get(name) for name in ("X-API-Key", "Authorization")}
            if not words & heard and f"token={SECRET}" not in handler.path:
                send(handler, b"", 401)
            else:
                send(handler, TABLE, kind="text/csv")

        one.answers["/x"] = answer
        yield one


@pytest.fixture
def issuer():
    with serving() as one:
        one.answers["/.well-known/openid-configuration"] = {
            "issuer": one.address,
            "token_endpoint": one.address + "/token",
            "device_authorization_endpoint": one.address + "/device",
            "authorization_endpoint": one.address + "/authorize",
        }
        one.answers["/token"] = TOKEN
        one.answers["/device"] = {
            "device_code": "xyz",
            "user_code": "ABCD-EFGH",
            "verification_uri": "https://a.eu/device",
            "interval": 0,
        }
        yield one


def _pair(user):
    return base64.b64encode(f"{user}:{SECRET}".encode()).decode()


def run(capsys, *arguments):
    code = cli.main(["feed", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


WAYS = {
    "header": ["--sign-in", "key"],
    "parameter": ["--sign-in", "key", "--key-parameter", "token"],
    "basic": ["--sign-in", "basic", "--user", "ada"],
    "client": ["--sign-in", "client", "--client-id", "desktop", "--issuer", "{issuer}"],
    "url": ["--sign-in", "client", "--client-id", "desktop", "--token-url", "{issuer}/token"],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_of_the_environment_gets_in_and_stays_there(
    platform, issuer, capsys, monkeypatch, memory, way
):
    monkeypatch.setenv("MAQUETTE_SECRET", SECRET)
    said = [one.format(issuer=issuer.address) for one in WAYS[way]]
    code, out, err = run(capsys, platform.address + "/x", *said)
    assert (code, err) == (0, "") and "12.5 ug/m3" in out and not memory.kept


def test_a_password_is_asked_for_once_and_forgotten_on_signing_out(
    platform, capsys, monkeypatch, memory, fresh_folders
):
    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda what: asked.append(what) or SECRET)
    monkeypatch.setattr(web, "rest", lambda *_: None)
    way, address = WAYS["basic"], platform.address + "/x"
    assert [run(capsys, address, *way)[0] for _ in range(2)] == [0, 0]
    assert asked == ["Password of ada: "] and len(memory.kept) == 1
    platform.answers["/x"] = lambda handler: send(handler, b"", 503, Retry_After="0")
    code, out, err = run(capsys, address, *way, "--json")
    assert code == 0 and json.loads(out)["badge"] == "STALE" and "these are its answers of" in err
    code, out, _ = run(capsys, platform.address, "--sign-out")
    assert code == 0 and "the sign-in is forgotten" in out and not memory.kept
    assert not [path for path in fresh_folders.rglob("*") if path.is_file()]
    assert "was not known" in run(capsys, platform.address, "--sign-out")[1]


def test_a_person_signs_in_on_another_screen_and_not_again(platform, issuer, capsys, monkeypatch):
    monkeypatch.setattr(device, "SHORTEST", 0.01)
    way = ["--sign-in", "device", "--client-id", "desktop", "--issuer", issuer.address]
    code, out, err = run(capsys, platform.address + "/x", *way, "--json")
    assert code == 0 and json.loads(out)["count"] == 1
    assert "open https://a.eu/device in a browser and enter ABCD-EFGH within 30 min" in err
    code, _, err = run(capsys, platform.address + "/x", *way)
    assert (code, err) == (0, "") and b"grant_type=refresh_token" in issuer.told[-1][2]


def test_a_browser_is_opened_where_there_is_one(platform, issuer, capsys, monkeypatch):
    opened = []

    def browse(url):
        opened.append(url)
        raise KeyboardInterrupt

    monkeypatch.setenv("BROWSER", "firefox")
    monkeypatch.setattr(webbrowser, "open", browse)
    way = ["--sign-in", "code", "--client-id", "desktop", "--issuer", issuer.address]
    code, _, err = run(capsys, platform.address + "/x", *way)
    assert code == 130 and opened[0].startswith(issuer.address + "/authorize?") and opened[0] in err


def test_without_a_terminal_or_a_keyring_it_says_what_to_do(platform, issuer, capsys, monkeypatch):
    code, _, err = run(capsys, platform.address + "/x", *WAYS["basic"])
    assert code == 1 and "Password of ada: give it in MAQUETTE_SECRET" in err
    keyring.set_keyring(fail.Keyring())
    monkeypatch.setattr(device, "SHORTEST", 0.01)
    way = ["--sign-in", "device", "--client-id", "desktop", "--issuer", issuer.address]
    code, _, err = run(capsys, platform.address + "/x", *way)
    assert code == 0 and "no keyring here" in err


def test_a_platform_over_http_is_warned_of(capsys, monkeypatch):
    monkeypatch.setenv("MAQUETTE_SECRET", SECRET)
    code, _, err = run(capsys, "http://192.0.2.1:1/x", *WAYS["header"], "--every", "soon")
    assert code == 2 and "without TLS" not in err
    monkeypatch.setattr("importers.live.web.Web.get", lambda *_: sys.exit(3))
    code, _, err = run(capsys, "http://192.0.2.1:1/x", *WAYS["header"])
    assert code == 3 and "goes without TLS, so that all can read it" in err


@pytest.mark.parametrize(
    "said, says",
    [
        (["http://a", "--user", "ada"], "say --sign-in as well"),
        (["http://a", "--sign-in", "basic"], "--user"),
        (["http://a", "--sign-in", "key", "--sign-out"], "leave out one"),
        (["air.csv", "--sign-in", "key"], "a file needs none"),
        (["air.csv", "--sign-out"], "a file needs none"),
        (["http://a", "--sign-in", "code", "--client-id", "x"], "--issuer"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(capsys, said, says):
    code, _, err = run(capsys, *said)
    assert code == 2 and says in err


def test_after_a_whole_session_the_secret_lies_nowhere(
    platform, issuer, capsys, monkeypatch, memory, fresh_folders, tmp_path, caplog
):
    """With faults, recordings, a cache, and a platform that repeats what it is told."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("MAQUETTE_SECRET", SECRET)
    monkeypatch.setenv("MAQUETTE_DEBUG", "")
    good, said = platform.answers["/x"], []

    def repeats(handler):
        key = "".join(handler.headers.values()) + handler.path
        station = {"type": "Point", "coordinates": [4.35, 50.85]}
        properties = {"name": key, "link": f"/x?token={SECRET}", "pm25": 3}
        one = {"type": "Feature", "id": key, "geometry": station, "properties": properties}
        send(handler, json.dumps({"type": "FeatureCollection", "features": [one]}).encode())

    def moves(handler):
        send(handler, b"", 302, Location=f"/y?token={SECRET}")

    def fails(handler):
        send(handler, json.dumps({"error": SECRET, "detail": SECRET}).encode(), 400)

    answers = (good, repeats, moves, fails, lambda h: send(h, SECRET.encode() + b"<html>"))
    platform.answers["/y"] = repeats
    for number, way in enumerate(WAYS.values()):
        for turn, answer in enumerate(answers):
            platform.answers["/x"] = answer
            file = tmp_path / f"{number}-{turn}.ndjson"
            form = [one.format(issuer=issuer.address) for one in way]
            said += run(capsys, platform.address + "/x", *form, "--record", file)[1:]
    issuer.answers["/token"] = fails
    said += run(capsys, platform.address + "/x", *form)[1:]
    said += [record.getMessage() for record in caplog.records]
    files = [path for path in (*fresh_folders.rglob("*"), *tmp_path.rglob("*")) if path.is_file()]
    assert len(files) > 10
    said += [str(path) for path in files] + [path.read_text("latin-1") for path in files]
    for text in said:
        assert SECRET not in text and _pair("ada") not in text and _pair("desktop") not in text
