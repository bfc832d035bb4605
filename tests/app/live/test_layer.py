"""A live layer says what it shows, how old that is, and what a project keeps of it."""

import json

import numpy as np
import pytest

from app.live.layer import LiveLayer, Source, badge_of, named_terms, source_from
from city.alarms import Rule
from city.series import Series
from city.subjects import Streams, Told, subject_of
from city.terms import NO_TERMS, Terms
from importers.live.sign_in.entry import SignIn
from tests.city.test_subjects import DUST, ODD, minutes, series

SILENCE = Told(*(np.zeros(0, k) for k in (int, int, float, "M8[ms]", bool)), {})
SOURCE = Source("https://example.org/v1.1", rules=(Rule(subject_of(DUST).key, "above", 25.0),))


def layer(whole=None, source=SOURCE, state="live"):
    whole = Series() if whole is None else whole
    return LiveLayer(
        "live/1", source, "NGSI-LD", state, "", (), whole, Streams.of(whole), whole.cadences()
    )


DUSTY = series(*((n, DUST, k, 30 + k) for k in range(5) for n in "ab"), ("a", ODD, 0, 1))


def test_it_shows_what_was_asked_for_or_what_most_things_tell():
    assert layer(DUSTY).subject == subject_of(DUST)
    assert layer(DUSTY, Source("x", shown="zorbs [Z]")).subject.title == "zorbs"
    assert layer().subject is None and layer().told(minutes(0), True) is None


@pytest.mark.parametrize(
    ("at", "live", "state", "badge"),
    [
        (5, True, "live", "LIVE"),
        (8, True, "live", "STALE"),
        (5, False, "live", "REPLAY"),
        (5, True, "recording", "REPLAY"),
        (5, True, "strange", "OFF"),
        (8, True, "waiting", "STALE"),
    ],
)
def test_how_old_it_is_is_always_told(at, live, state, badge):
    one = layer(DUSTY, state=state)
    assert badge_of(one, one.told(minutes(at), live), minutes(at), live) == badge


def test_what_has_told_nothing_waits():
    assert badge_of(layer(state="asking"), SILENCE, minutes(0), True) == "WAITING"


def test_what_plays_a_recording_says_so_while_it_is_fresh():
    played = layer(DUSTY, Source("x", played=True))
    badges = [badge_of(played, played.told(minutes(m), True), minutes(m), True) for m in (5, 8)]
    assert badges == ["REPLAY", "STALE"]


def test_its_rules_hold_of_things():
    ((rule, things),) = layer(DUSTY).alarms(minutes(4))
    assert rule == SOURCE.rules[0] and len(things) == 2
    assert layer(series(("a", DUST, 0, 3))).alarms(minutes(0)) == []
    assert layer(series(("a", ODD, 0, 3))).alarms(minutes(0)) == []


def test_a_project_keeps_it():
    source = Source(
        *("mqtt://host/a", "Air", "pm25", False, 30.0, SOURCE.rules, SignIn("basic", "anna")),
        *("https://host/gtfs.zip", True, True, NO_TERMS, "objects", "/home/me/list.csv", True),
    )
    assert source_from(source.to_plain()) == source


@pytest.mark.parametrize(
    "said", [None, 3, {}, *({"address": one} for one in (3, " ", "a\nb", "a" * 3000))]
)
def test_what_is_no_source(said):
    assert source_from(said) is None


def test_what_makes_no_sense_in_a_source_is_left_out():
    said = {"address": "a", "every": "soon", "rules": [{}, SOURCE.rules[0].to_plain()], "title": 5}
    assert source_from(said) == Source("a", title="5", rules=SOURCE.rules)
    assert source_from({"address": "a", "every": 1e9}).every == 0
    assert source_from({"address": "a", "form": "cake", "routes": "yes"}) == Source("a")
    assert np.isnan(layer(DUSTY).cadences).any()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://user:S3CR3T@a.org/x?y=1&api_key=S3CR3T&z=", "https://a.org/x?y=1&z="),
        ("https://a.org/x?token=S3CR3T", "https://a.org/x"),
        ("https://a.org/x?Code=S3CR3T&zipcode=1", "https://a.org/x?zipcode=1"),
        ("mqtt://S3CR3T@a.org/city/#", "mqtt://a.org/city/#"),
        ("mqtt://a.org/city/#", "mqtt://a.org/city/#"),
        ("https://a.org/x?y=1&X-Amz-Signature=S3CR3T", "https://a.org/x?y=1"),
        ("https://[S3CR3T@a.org", "https://a.org"),
        ("/home/me/air?key=1.ndjson", "/home/me/air?key=1.ndjson"),
    ],
)
def test_no_password_and_no_key_is_told_shown_or_kept(address, told):
    source = Source(address)
    assert source.told_address == told == source.to_plain()["address"]
    assert "S3CR3T" not in layer(source=source).title


def test_a_title_is_one_line():
    assert source_from({"address": "a", "title": "one\n  two"}).title == "one two"


def test_a_project_keeps_the_terms_of_a_layer():
    terms = Terms("CC BY", "City", "urn:1", "did:p", ("You may use it.",), export=False)
    said = json.loads(json.dumps(Source("x", terms=terms).to_plain()))
    assert source_from(said).terms == terms
    assert source_from({"address": "x"}).terms == NO_TERMS


def test_a_report_names_the_layers_of_a_project_that_are_shown():
    shown = Source("https://a.eu", "Air", terms=Terms("CC BY", "City"))
    hidden = Source("https://b.eu", "Noise", visible=False, terms=Terms("CC BY", "City"))
    settings = {"live": [shown.to_plain(), hidden.to_plain(), {"address": "x"}, 5]}
    assert named_terms(settings) == (("Air", Terms("CC BY", "City")),)
    assert named_terms({}) == named_terms({"live": 3}) == ()


@pytest.mark.parametrize("path", ["//far/list.csv", r"\\far\list.csv", "a\nb", "x" * 3000, 7])
def test_a_list_lies_on_this_machine(path):
    assert source_from({"address": "a", "table": path}).table == ""


def test_what_lies_in_the_future_is_foretold(monkeypatch):
    monkeypatch.setattr("app.live.layer.now", lambda: minutes(0))
    hours = series(*((n, DUST, 60 * k, k) for k in range(-1, 6) for n in "ab"), ("c", DUST, 0, 1))
    one = layer(hours)
    assert badge_of(one, one.told(minutes(0), True), minutes(0), True) == "FORECAST"
    assert badge_of(one, one.told(minutes(120), False), minutes(120), False) == "FORECAST"
    assert badge_of(one, one.told(minutes(-30), False), minutes(-30), False) == "REPLAY"
    wrong = layer(series(("a", DUST, 600, 1), ("b", DUST, 0, 1), ("c", DUST, 0, 1)))
    assert badge_of(wrong, wrong.told(minutes(0), True), minutes(0), True) == "LIVE"
