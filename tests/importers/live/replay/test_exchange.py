"""Questions, answers and problems."""

import pytest

from importers.live.replay.exchange import Asked, Problem, iso, milliseconds, problem, told


def asked(body=b"", **query):
    return Asked("GET", "", query, {}, body)


def test_whole_numbers_of_a_question():
    assert asked(limit="7").whole("limit", 20) == 7 and asked().whole("limit", 20) == 20
    for wrong in ("-1", "1.5", "", "٣", "9" * 12, "1_0"):
        with pytest.raises(Problem, match="whole number"):
            asked(limit=wrong).whole("limit", 20)
    with pytest.raises(Problem, match="between 1 and 5"):
        asked(limit="6").whole("limit", 20, 1, 5)


def test_bodies_are_json_or_a_problem():
    assert asked(b'{"a": 1}').data() == {"a": 1}
    for wrong in (b"", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(Problem, match="no JSON"):
            asked(wrong).data()


def test_moments_there_and_back():
    assert iso(1_780_315_225_500) == "2026-06-01T12:00:25.500Z"
    assert milliseconds(iso(1_780_315_225_500)) == 1_780_315_225_500
    assert milliseconds("2026-06-01T14:00:00+02:00") == 1_780_315_200_000
    assert milliseconds("noon") is None and milliseconds(7) is None


def test_answers():
    answer = told({"a": [1]}, 201, Location="/x")
    assert (answer.status, answer.body) == (201, b'{"a":[1]}')
    assert answer.headers == {"Location": "/x"}
    answer = problem(Problem(404, "there is none"), "about:blank", "Not Found")
    assert answer.status == 404 and answer.kind == "application/problem+json"
    assert answer.body == (
        b'{"type":"about:blank","title":"Not Found","status":404,"detail":"there is none"}'
    )
