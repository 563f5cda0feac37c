"""One formula, read twice: as bit-vector terms, and in exact integers.

A law is a formula over the operations of `Reading`. `Encoded` writes it with the encodings,
`Exact` evaluates it with the reference arithmetic, so that what a script asks and what a witness
is replayed in are the same words.
"""

from typing import Protocol, TypeVar

from fxprove.arithmetic import Requantizer
from fxprove.encoding.requantization import brought_in, requantized, rounded
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.tables import looked_up
from fxprove.encoding.terms import (
    Term,
    Truth,
    add,
    all_of,
    constant,
    equal,
    less,
    multiply,
    negation,
    subtract,
)
from fxprove.formats import Format
from fxprove.models import Activation
from fxprove.rounding import Overflow, Rounding, round_ratio

Number = TypeVar("Number")
Fact = TypeVar("Fact")


class Reading(Protocol[Number, Fact]):
    """Integers and facts about them. Operations that round or overflow name their result."""

    def constant(self, value: int) -> Number:
        """The integer itself."""

    def add(self, left: Number, right: Number) -> Number:
        """left + right."""

    def negated(self, number: Number) -> Number:
        """−number."""

    def multiply(self, left: Number, right: Number) -> Number:
        """left · right."""

    def rounded(self, name: str, number: Number, denominator: int, rounding: Rounding) -> Number:
        """number/denominator rounded."""

    def requantized(self, name: str, accumulator: Number, requantizer: Requantizer) -> Number:
        """r(accumulator)."""

    def brought_in(self, name: str, number: Number, format: Format, overflow: Overflow) -> Number:
        """The raw value of `format` that overflow handling makes of a number."""

    def activated(self, name: str, raw: Number, activation: Activation) -> Number:
        """σ(raw)."""

    def less(self, left: Number, right: Number) -> Fact:
        """left < right."""

    def differ(self, left: Number, right: Number) -> Fact:
        """left ≠ right."""

    def both(self, left: Fact, right: Fact) -> Fact:
        """And."""


class Encoded:
    """Terms, with the named results defined in a script."""

    def __init__(self, builder: ScriptBuilder) -> None:
        self._builder = builder

    def constant(self, value: int) -> Term:
        """The integer itself."""
        return constant(value)

    def add(self, left: Term, right: Term) -> Term:
        """left + right."""
        return add(left, right)

    def negated(self, number: Term) -> Term:
        """−number."""
        return subtract(constant(0), number)

    def multiply(self, left: Term, right: Term) -> Term:
        """left · right."""
        return multiply(left, right)

    def rounded(self, name: str, number: Term, denominator: int, rounding: Rounding) -> Term:
        """number/denominator rounded."""
        number = self._builder.define(f"{name}_exact", number)
        return rounded(self._builder, name, number, 1, denominator, rounding)

    def requantized(self, name: str, accumulator: Term, requantizer: Requantizer) -> Term:
        """r(accumulator)."""
        accumulator = self._builder.define(f"{name}_exact", accumulator)
        return requantized(self._builder, name, accumulator, requantizer)

    def brought_in(self, name: str, number: Term, format: Format, overflow: Overflow) -> Term:
        """The raw value of `format` that overflow handling makes of a number."""
        number = self._builder.define(f"{name}_exact", number)
        return self._builder.define(name, brought_in(number, format, overflow))

    def activated(self, name: str, raw: Term, activation: Activation) -> Term:
        """σ(raw)."""
        raw = self._builder.define(f"{name}_argument", raw)
        return self._builder.define(name, looked_up(raw, activation.table, activation.format.lo))

    def less(self, left: Term, right: Term) -> Truth:
        """left < right."""
        return less(left, right)

    def differ(self, left: Term, right: Term) -> Truth:
        """left ≠ right."""
        return negation(equal(left, right))

    def both(self, left: Truth, right: Truth) -> Truth:
        """And."""
        return all_of([left, right])


class Exact:
    """Integers; `results` keeps the named ones."""

    def __init__(self) -> None:
        self.results: dict[str, int] = {}

    def constant(self, value: int) -> int:
        """The integer itself."""
        return value

    def add(self, left: int, right: int) -> int:
        """left + right."""
        return left + right

    def negated(self, number: int) -> int:
        """−number."""
        return -number

    def multiply(self, left: int, right: int) -> int:
        """left · right."""
        return left * right

    def rounded(self, name: str, number: int, denominator: int, rounding: Rounding) -> int:
        """number/denominator rounded."""
        return self._named(name, round_ratio(number, denominator, rounding))

    def requantized(self, name: str, accumulator: int, requantizer: Requantizer) -> int:
        """r(accumulator)."""
        return self._named(name, requantizer(accumulator))

    def brought_in(self, name: str, number: int, format: Format, overflow: Overflow) -> int:
        """The raw value of `format` that overflow handling makes of a number."""
        return self._named(name, format.bring_in(number, overflow))

    def activated(self, name: str, raw: int, activation: Activation) -> int:
        """σ(raw)."""
        return self._named(name, activation(raw))

    def less(self, left: int, right: int) -> bool:
        """left < right."""
        return left < right

    def differ(self, left: int, right: int) -> bool:
        """left ≠ right."""
        return left != right

    def both(self, left: bool, right: bool) -> bool:
        """And."""
        return left and right

    def _named(self, name: str, value: int) -> int:
        self.results[name] = value
        return value
