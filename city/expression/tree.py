"""What a question consists of once it is understood: plain values that run nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a question, from letter `at` to letter `end`."""

    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written; unit: "m", "ha" ..., "" for none."""

    value: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Text(Node):
    text: str


@dataclass(frozen=True, slots=True)
class Date(Node):
    """A day, or a moment with a T in it, as ISO 8601 writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Yes(Node):
    """true or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name(Node):
    """An attribute, a class or a measure; of: the class that it is asked of, "" for any."""

    name: str
    of: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A measure or a place with something in parentheses: area(roof), within(selection, 50 m)."""

    name: str
    given: tuple[Node, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Two numbers with + - * or / between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """sign: = != < <= > >=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Wording(Node):
    """how: "like", "contains", "starts with" or "ends with"."""

    how: str
    left: Node
    pattern: Text


@dataclass(frozen=True, slots=True)
class Missing(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    part: Node


@dataclass(frozen=True, slots=True)
class All(Node):
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some(Node):
    """One of the parts holds."""

    parts: tuple[Node, ...]
