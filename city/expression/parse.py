"""Words -> tree, by recursive descent. Nothing of a question is ever run as code.

question   = all {"or" all}
all        = condition {"and" condition}
condition  = "not" condition | sum [comparison]
comparison = sign sum {sign sum} | ["not"] how text | ["not"] "in" "(" sum {"," sum} ")"
           | ["not"] "between" sum "and" sum | "is" ["not"] "missing"
sum        = product {("+" | "-") product};  product = value {("*" | "/") value}
value      = "-" value | number [unit] | date | text | "true" | "false" | "(" question ")"
           | [class "."] name ["(" [question {"," question}] ")"]
"""

from __future__ import annotations

from dataclasses import replace

from city.expression.tree import (
    All,
    Call,
    Comparison,
    Date,
    Missing,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Some,
    Sum,
    Text,
    Wording,
    Yes,
)
from city.expression.units import unit_of
from city.expression.words import Fault, Word, words

DEPTH = 40  # parentheses, "not" and "-" inside each other
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
HOW = ("like", "contains", "starts", "ends")
ENGLISH = {"end": "the end of the question", "and": "“and”", "or": "“or”"}


def parse(text: str) -> Node:
    """Understand a question. Raises Fault, which says where it is wrong and what is expected."""
    parser = _Parser(words(text))
    if len(parser.words) == 1:
        raise Fault("Ask something, for example: Building.height > 30 and year < 1950")
    node = parser.some()
    if parser.next.kind != "end":
        parser.wrong(_hint(parser.next) or "“and”, “or” or the end of the question")
    return node


def _hint(word: Word) -> str:
    """What may be meant by a word that cannot follow a finished condition."""
    if word.kind in ("name", "number", "text", "quoted", "date"):
        return "a comparison, “and” or “or” before it"
    return "no closing parenthesis without an opening one" if word.text == ")" else ""


class _Parser:
    def __init__(self, found: list[Word]) -> None:
        self.words = found
        self._place = 0
        self._depth = 0

    @property
    def next(self) -> Word:
        return self.words[self._place]

    def take(self, *texts: str) -> Word | None:
        """The next word if it is one of these signs or keywords."""
        word = self.next
        if word.kind in ("sign", "keyword") and word.text in texts:
            self._place += 1
            return word
        return None

    def need(self, text: str) -> Word:
        return self.take(text) or self.wrong(f"“{text}”")

    def wrong(self, expected: str) -> Word:
        word = self.next
        if self._place and (word.kind, word.text) == ("sign", ","):
            self.no_decimal_comma()
        seen = "the question ends" if word.kind == "end" else f"“{word.text}” stands here"
        raise Fault(f"Expected {expected}, but {seen}", word.at, word.end)

    def no_decimal_comma(self) -> None:
        """Half of the world writes 30,5; here a comma parts one value from the next."""
        whole, comma, part = self.words[self._place - 1 : self._place + 2]
        together = whole.end == comma.at and comma.end == part.at
        if together and whole.kind == part.kind == "number":
            raise Fault(f"Write {whole.text}.{part.text} with a point", whole.at, part.end)

    def deeper(self, step: int) -> None:
        self._depth += step
        if self._depth > DEPTH:
            raise Fault(f"More than {DEPTH} things inside each other", self.next.at, self.next.end)

    def some(self) -> Node:
        parts = [self.all()]
        while self.take("or"):
            parts.append(self.all())
        if len(parts) == 1:
            return parts[0]
        return Some(parts[0].at, parts[-1].end, tuple(parts))

    def all(self) -> Node:
        parts = [self.condition()]
        while self.take("and"):
            parts.append(self.condition())
        return parts[0] if len(parts) == 1 else All(parts[0].at, parts[-1].end, tuple(parts))

    def condition(self) -> Node:
        if word := self.take("not"):
            self.deeper(1)
            part = self.condition()
            self.deeper(-1)
            return Not(word.at, part.end, part)
        left = self.sum()
        if self.take("is"):
            turned = self.take("not")
            end = self.need("missing").end
            return _turned(Missing(left.at, end, left), turned)
        if self.next.text in SIGNS and self.next.kind == "sign":
            return self.chain(left)
        turned = self.take("not")
        if self.take("in"):
            return _turned(self.options(left), turned)
        if self.take("between"):
            return _turned(self.between(left), turned)
        if word := self.take(*HOW):
            return _turned(self.wording(word, left), turned)
        if turned:
            self.wrong("“in”, “between”, “like”, “contains”, “starts with” or “ends with”")
        return left

    def chain(self, left: Node) -> Node:
        """One comparison, or several in a row: 10 < height < 30."""
        parts: list[Node] = []
        while word := self.take(*SIGNS):
            right = self.sum()
            parts.append(Comparison(left.at, right.end, word.text, left, right))
            left = right
        return parts[0] if len(parts) == 1 else All(parts[0].at, parts[-1].end, tuple(parts))

    def options(self, left: Node) -> Node:
        self.need("(")
        options = [self.sum()]
        while self.take(","):
            options.append(self.sum())
        end = self.need(")").end
        return Some(left.at, end, tuple(Comparison(left.at, o.end, "=", left, o) for o in options))

    def between(self, left: Node) -> Node:
        low = self.sum()
        self.need("and")
        high = self.sum()
        above = Comparison(left.at, low.end, ">=", left, low)
        return All(left.at, high.end, (above, Comparison(left.at, high.end, "<=", left, high)))

    def wording(self, word: Word, left: Node) -> Node:
        how = word.text
        if how in ("starts", "ends"):
            self.need("with")
            how += " with"
        text = self.next
        if text.kind not in ("text", "quoted", "number"):
            self.wrong("a text in quotes, such as 'church'")
        self._place += 1
        return Wording(left.at, text.end, how, left, Text(text.at, text.end, text.text))

    def sum(self) -> Node:
        return self.chained(("+", "-"), self.product)

    def product(self) -> Node:
        return self.chained(("*", "/"), self.value)

    def chained(self, signs: tuple[str, ...], part: object) -> Node:
        assert callable(part)
        left: Node = part()
        while word := self.take(*signs):
            right: Node = part()
            left = Sum(left.at, right.end, word.text, left, right)
        return left

    def value(self) -> Node:
        self.deeper(1)
        node = self.simple()
        self.deeper(-1)
        return node

    def simple(self) -> Node:
        word = self.next
        if minus := self.take("-"):
            inner = self.value()
            if isinstance(inner, Number):
                return replace(inner, at=minus.at, value=-inner.value)
            return Negative(minus.at, inner.end, inner)
        if self.take("("):
            node = self.some()
            self.need(")")
            return node
        if flag := self.take("true", "false"):
            return Yes(word.at, word.end, flag.text == "true")
        if word.kind not in ("number", "date", "text", "name", "quoted"):
            self.wrong("an attribute, a measure, a number or a text in quotes")
        self._place += 1
        if word.kind == "number":
            return self.number(word)
        if word.kind == "date":
            return Date(word.at, word.end, word.text)
        if word.kind == "text":
            return Text(word.at, word.end, word.text)
        return self.named(word)

    def number(self, word: Word) -> Node:
        """A number and the unit behind it."""
        value = float(word.text)
        unit = self.next
        if unit.kind == "name" or (unit.kind == "sign" and unit.text in ("%", "°")):
            if unit_of(unit.text) is None:
                known = "m, km, m2, ha, km2, m3, °"
                raise Fault(f"“{unit.text}” is no unit; there is {known}", unit.at, unit.end)
            self._place += 1
            return Number(word.at, unit.end, value, unit.text)
        return Number(word.at, word.end, value)

    def named(self, word: Word) -> Node:
        """An attribute, a class or a measure, perhaps of a class, perhaps with parentheses."""
        of, at = "", word.at
        if self.take("."):
            of, word = word.text, self.next
            if word.kind not in ("name", "quoted", "keyword"):
                self.wrong(f"an attribute or a measure of {of}")
            self._place += 1
        if word.kind != "name" or not self.take("("):
            return Name(at, word.end, word.text, of, word.kind == "quoted")
        given: list[Node] = []
        if not (closed := self.take(")")):
            given.append(self.some())
            while self.take(","):
                given.append(self.some())
            closed = self.need(")")
        return Call(at, closed.end, word.text, tuple(given), of)


def _turned(node: Node, turned: Word | None) -> Node:
    return Not(node.at, node.end, node) if turned else node
