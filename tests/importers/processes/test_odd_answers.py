"""Servers may say anything: it becomes a form, a result, or a fault in one line."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.progress import Progress
from city.project.jobs import Job
from importers.live.web import Answer, FeedFault
from importers.processes.execution import told
from importers.processes.form import input_of, settled
from importers.processes.outputs import outputs_of
from importers.processes.schema import fault, resolved
from importers.report import Report

WORDS = st.sampled_from(
    [
        *("type", "format", "enum", "items", "properties", "required", "oneOf", "allOf", "$ref"),
        *("minimum", "maximum", "maxItems", "minItems", "default", "contentMediaType", "title"),
        *("value", "href", "mediaType", "encoding", "id", "outputs", "schema", "bbox", "status"),
        *("progress", "message", "minOccurs", "maxOccurs", "exclusiveMinimum", "multipleOf"),
    ]
)
VALUES = st.sampled_from(
    ["number", "string", "array", "object", "integer", "#/a", "ogc-bbox", "geojson-geometry", "x"]
)
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | VALUES
JSON = st.recursive(
    PLAIN, lambda one: st.lists(one, max_size=4) | st.dictionaries(WORDS, one, max_size=4)
)
OBJECT = st.dictionaries(WORDS, JSON, max_size=5)


@settings(max_examples=100, deadline=None)
@given(OBJECT, JSON)
def test_any_description_makes_an_input_and_any_value_is_sent_or_refused(said, value):
    root = {"a": said, **said}
    try:
        one = input_of("x", said, resolved(said.get("schema", said), root))
    except ValueError as refused:
        assert "no end" in str(refused)
        return
    assert one.allowed() and isinstance(one.required, bool)
    for given_ in (value, str(value)):
        try:
            settled([one], {"x": given_})
        except ValueError as refused:
            assert "\n" not in str(refused)


@settings(max_examples=100, deadline=None)
@given(JSON, OBJECT)
def test_any_value_is_held_against_any_schema(value, schema):
    assert isinstance(fault(value, resolved(schema, schema)), str)


@settings(max_examples=100, deadline=None)
@given(JSON, OBJECT)
def test_any_answer_gives_outputs_or_a_fault(answer, outputs):
    job = Job("1", "http://a.eu", "p", "P", outputs=outputs, location="http://a.eu/jobs/1")
    answered = Answer("http://a.eu/jobs/1/results", "application/json", orjson.dumps(answer))
    for one in outputs_of(job, Nowhere(), Report(), Progress(), answered):
        assert isinstance(one.content, bytes) and isinstance(one.media, str)


class Nowhere:
    """A web in which nothing is."""

    def get(self, url, progress, tries=4, headers=None):
        raise FeedFault(f"{url} has nothing", lasting=True)


@settings(max_examples=100, deadline=None)
@given(OBJECT)
def test_any_status_is_one_or_a_fault(said):
    job = Job("1", "http://a.eu", "p", "P")
    with pytest.raises(FeedFault):
        told(job, said)
        raise FeedFault("it was one")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_any_parts_are_read(body):
    job = Job("1", "http://a.eu", "p", "P", outputs={"a": {}})
    kind = "multipart/related; boundary=x"
    answer = Answer("http://a.eu", "multipart/related", body, headers={"content-type": kind})
    outputs_of(job, Nowhere(), Report(), Progress(), answer)
