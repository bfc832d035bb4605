"""The text of a question, cut into words; and the fault that says where a question is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

LENGTH = 2000  # letters of the longest question
WORDS = 400
SHOWN = 100  # letters of a long question around its fault
CLOSED_BY = {"'": "'", "‘": "’", '"': '"', "“": "”", "„": "“”", "«": "»", "`": "`"}
TEXTS = "'‘"
LOGIC = ("and", "or", "not", "true", "false")
KEYWORDS = frozenset(
    (*LOGIC, "is", "missing", "in", "between", "like", "contains", "starts", "ends", "with")
)
PATTERN = re.compile(
    r"\s*(?:"
    r"(?P<date>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?(?!\w))"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>\w+(?::\w+)*)"
    r"|(?P<quoted>['‘\"“„«`])"
    r"|(?P<sign><=|>=|<>|!=|==|&&|\|\||[-+*/=<>(),.!%°])"
    r"|(?P<end>$)"
    r")"
)
SAME = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not"}

Kind = Literal["number", "date", "name", "quoted", "text", "sign", "keyword", "end"]


class Fault(ValueError):
    """A question that is wrong: what about it, and between which letters."""

    def __init__(self, message: str, at: int = 0, end: int = -1) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.end = max(end, at + 1)

    def pointed(self, text: str) -> str:
        """The question with a line of carets under its wrong letters, and the message below."""
        first = max(self.at - SHOWN // 2, 0) if len(text) > SHOWN else 0
        line = text[first : first + SHOWN]
        at, end = self.at - first, min(self.end - first, len(line))
        carets = " " * at + "^" * max(end - at, 1)
        return f"{line}\n{carets}\n{self.message}"


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a question: `text` is its meaning, without quotes, keywords in small letters."""

    kind: Kind
    text: str
    at: int
    end: int


def words(text: str) -> list[Word]:
    """Cut a question into words, the last one the end. Raises Fault."""
    if len(text) > LENGTH:
        raise Fault(f"The question is longer than {LENGTH:,} letters", LENGTH, len(text))
    found: list[Word] = []
    place = 0
    while not found or found[-1].kind != "end":
        word = _word(text, place)
        found.append(word)
        place = word.end
        if len(found) > WORDS:
            raise Fault(f"The question has more than {WORDS} words", word.at, word.end)
    return found


def _word(text: str, place: int) -> Word:
    match = PATTERN.match(text, place)
    if match is None:
        at = place + len(text[place:]) - len(text[place:].lstrip())
        raise Fault(f"“{text[at]}” means nothing in a question", at)
    kind = str(match.lastgroup)
    meaning, at, end = match.group(kind), match.start(kind), match.end()
    if kind == "quoted":
        return _quoted(text, at)
    if kind == "date":
        try:
            np.datetime64(meaning)
        except ValueError:
            raise Fault(f"There is no day {meaning}", at, end) from None
    meaning = SAME.get(meaning, meaning)
    if kind in ("name", "sign") and meaning.lower() in KEYWORDS:
        return Word("keyword", meaning.lower(), at, end)
    return Word(kind, meaning, at, end)  # type: ignore[arg-type]


def _quoted(text: str, at: int) -> Word:
    """What stands in quotes; a doubled quote inside stands for one."""
    closers = CLOSED_BY[text[at]]
    inside: list[str] = []
    place = at + 1
    while place < len(text):
        letter = text[place]
        if letter in closers:
            if text[place + 1 : place + 2] != letter:
                kind: Kind = "text" if text[at] in TEXTS else "quoted"
                return Word(kind, "".join(inside), at, place + 1)
            place += 1
        inside.append(letter)
        place += 1
    raise Fault(f"The quote {text[at]} is not closed", at)
