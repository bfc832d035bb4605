"""Policies (ODRL Information Model 2.2) in plain words; what is not understood is shown as is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from importers.dataspace.jsonld import last, listed, plain, term, value
from importers.dataspace.vocabulary import (
    ACTIONS,
    DATES,
    JOINED,
    LEAVING,
    LEFT,
    ON_DATES,
    OPERATORS,
)
from importers.live.feed import text

DEEPEST = 6  # conditions within conditions
MOST = 200  # values that a condition may name, to be said in words
LONGEST_RAW = 2000  # letters of what is not understood
NOT_UNDERSTOOD = "this condition is not understood; read it: "
# what a rule has besides its action and conditions: whom it binds and what it is about
ASIDE = frozenset({
    "@id", "@type", "@context", "uid", "type", "target", "assigner", "assignee", "timestamp",
    "profile", "edctype", "status",
})  # fmt: skip
RULES = ("permission", "prohibition", "obligation")
CONFLICTS = {
    "perm": "Where it contradicts itself, what is allowed counts.",
    "prohibit": "Where it contradicts itself, what is forbidden counts.",
    "invalid": "Where it contradicts itself, all of it is void.",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be done with data, and what must be.

    words: a sentence each. unclear: what is not understood, as it is written; it stands in the
    words too, and forbids nothing by itself. export: whether the data may leave the program.
    """

    words: tuple[str, ...]
    unclear: tuple[str, ...] = ()
    export: bool = True


def in_words(policy: Any) -> Policy:
    """A policy, an offer or an agreement of ODRL in JSON-LD, in plain words."""
    reading = _Reading()
    if isinstance(policy, dict):
        reading.policy(policy)
    elif policy is not None:
        reading.words.append(f"For the whole: {reading.raw(policy)}")
    words = reading.words or ["It names no conditions."]
    return Policy(tuple(words), tuple(reading.unclear), reading.leaves())


class _Reading:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.unclear: list[str] = []
        self._allowed: list[str] = []
        self._forbidden: list[str] = []

    def leaves(self) -> bool:
        """Nothing that would be a copy or go to others is forbidden, and where it is said what is
        allowed, that is among it; a name that is not understood counts as neither."""
        if LEAVING.intersection(self._forbidden):
            return False
        unknown = "" in self._allowed
        return not self._allowed or unknown or bool(LEAVING.intersection(self._allowed))

    def policy(self, policy: dict[str, Any]) -> None:
        begins = {"permission": "You may", "prohibition": "You must not", "obligation": "You must"}
        for kind in RULES:
            for rule in listed(value(policy, kind)):
                self.rule(kind, begins[kind], rule)
        for inherited in listed(value(policy, "inheritFrom")):
            self.words.append(f"It also has the conditions of {text(plain(inherited))}: read them.")
        if conflict := CONFLICTS.get(term(value(policy, "conflict"))):
            self.words.append(conflict)
        for what in self.others(policy, {*RULES, "inheritFrom", "conflict"}):
            self.words.append(f"For the whole: {what}")

    def rule(self, kind: str, begins: str, rule: Any) -> None:
        if not isinstance(rule, dict):
            self.words.append(f"{begins}: {self.raw(rule)}")
            return
        for action in listed(value(rule, "action")) or [None]:
            done, limits = self.action(kind, action)
            limits += [self.condition(one) for one in listed(value(rule, "constraint"))]
            limits += self.others(rule, {"action", "constraint", "duty", "remedy", "consequence"})
            known = [one for one in limits if not one.startswith(NOT_UNDERSTOOD)]
            word = "provided that" if kind == "permission" else "if"
            when = f", {word} {' and '.join(known)}" if known else ""
            but = "".join(f"; {one}" for one in limits if one not in known)
            self.words.append(f"{begins} {done}{when}{but}.")
        for duty in listed(value(rule, "duty")):
            self.rule("duty", "For that you must", duty)
        for duty in listed(value(rule, "remedy")):
            self.rule("duty", "If you did it all the same, you must", duty)
        for duty in listed(value(rule, "consequence")):
            self.rule("duty", "If you do not, you must", duty)

    def action(self, kind: str, action: Any) -> tuple[str, list[str]]:
        """What is done, and within which limits."""
        inner = action if isinstance(action, dict) else {}
        named = value(inner, "value") or inner.get("@id") or value(inner, "type") or action
        name = term(named)
        name = name if name in ACTIONS else name.lower()
        {"permission": self._allowed, "prohibition": self._forbidden}.get(kind, []).append(
            name if name in ACTIONS else ""
        )
        limits = [self.condition(one) for one in listed(value(inner, "refinement"))]
        return ACTIONS.get(name) or f"do this ({self.raw(named)})", limits

    def condition(self, constraint: Any, depth: int = 0) -> str:
        """A condition as a clause: "the purpose is research"."""
        if not isinstance(constraint, dict) or depth > DEEPEST:
            return self.raw(constraint)
        for joined, word in JOINED.items():
            inner = value(constraint, joined)
            if inner is not None:
                if self._more(constraint, {joined}):
                    return self.raw(constraint)
                parts = [self.condition(one, depth + 1) for one in listed(inner)]
                return f"({word.join(parts)})" if len(parts) > 1 else "".join(parts)
        left, operator = (term(value(constraint, name)) for name in ("leftOperand", "operator"))
        right = value(constraint, "rightOperand")
        there = value(constraint, "rightOperandReference")
        known = {"leftOperand", "operator", "rightOperand", "rightOperandReference"}
        known |= {"unit", "dataType"}
        if left not in LEFT or operator not in OPERATORS or self._more(constraint, known):
            return self.raw(constraint)
        if (right is None and there is None) or len(listed(right)) > MOST:
            return self.raw(constraint)
        amount = _amount(right) if right is not None else f"what stands at {text(plain(there))}"
        unit = last(text(plain(value(constraint, "unit"))))
        verb = (ON_DATES if left in DATES else {}).get(operator, OPERATORS[operator])
        return f"{LEFT[left]} {verb} {amount} {unit}".rstrip()

    def others(self, node: dict[str, Any], known: set[str]) -> list[str]:
        """What a rule has besides what is known, as it is."""
        return [self.raw({key: node[key]}) for key in self._more(node, known)]

    def _more(self, node: dict[str, Any], known: set[str]) -> list[str]:
        return [key for key in node if last(key) not in known | ASIDE and listed(node[key])]

    def raw(self, what: Any) -> str:
        try:
            written = " ".join(json.dumps(what, ensure_ascii=False).split())
        except RecursionError:
            written = "conditions within conditions, too deep to be shown"
        written = written if len(written) <= LONGEST_RAW else f"{written[:LONGEST_RAW]} ..."
        self.unclear.append(written)
        return NOT_UNDERSTOOD + written


def _amount(right: Any) -> str:
    """What a condition compares with, in words: names without their address, spans of time."""
    parts = [_one(plain(one)) for one in listed(plain(right))]
    return ", ".join(parts) or "nothing"


def _one(right: Any) -> str:
    written = text(right) or "something that is not understood"
    if agreed := re.fullmatch(r"contractAgreement\+(-?\d+)(s|m|h|d)", written):  # of EDC
        return f"{agreed[1]} {UNITS[agreed[2]]} after the agreement"
    if span := re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?"
                            r"(?:(\d+)M)?(?:(\d+)S)?)?", written):  # fmt: skip
        names = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
        parts = [f"{n} {name}" for n, name in zip(span.groups(), names, strict=True) if n]
        return " ".join(parts) or written
    return written


UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
