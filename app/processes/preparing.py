"""A question to a process, worked out to the bytes that are sent, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.process_inputs import Chosen, Ground, OfFile, Part, worked_out
from city.base import Base
from city.progress import Progress
from city.scenario import Scenario
from exporters import WriteError
from importers.processes.execution import request_of
from importers.processes.form import Input, checked
from importers.processes.service import Process


@dataclass(frozen=True)
class Question:
    """What a form holds, of which plan it is, and which process is asked at which server.

    given: by the keys of inputs; a Source stands for what is still to be worked out.
    """

    process: Process
    address: str
    given: Mapping[str, Any]
    scenario: Scenario
    base: Base


@dataclass(frozen=True)
class Prepared:
    """A question with the bytes that are sent, b"" where there are faults: by the keys of inputs,
    "" for the whole."""

    question: Question
    request: bytes
    faults: Mapping[str, str]


def prepared(question: Question, progress: Progress) -> Prepared:
    """Work out what is sent; takes as long as exporting the plan, where that is sent."""
    inputs = question.process.inputs
    given, faults = {}, {}
    for one in inputs:
        progress.check()
        try:
            given[one.key] = _worked_out(question, one, progress)
        except (ValueError, WriteError) as fault:
            faults[one.key] = str(fault)
    found, wrong = checked(inputs, given)
    faults = {**wrong, **faults}
    if faults:
        return Prepared(question, b"", faults)
    try:
        return Prepared(question, request_of(question.process, found), {})
    except ValueError as fault:
        return Prepared(question, b"", {"": str(fault)})


def _worked_out(question: Question, one: Input, progress: Progress) -> Any:
    value = question.given.get(one.key)
    if isinstance(value, Part | Chosen | Ground | OfFile):
        return worked_out(value, one, question.scenario, question.base, progress)
    return value
