"""The definitions of theory, sections 1 and 2, by enumeration: what the checker is compared with.

Nothing here is clever and nothing is shared with prover or checker: rounding is decided on exact
fractions, and weights, biases, cosets are listed one by one. Saturating, exactly accumulating,
single-format models only, and small ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import ceil, floor, gcd, trunc
from typing import Any


@cache
def rounded(numerator: int, denominator: int, mode: str) -> int:
    """The integer that `mode` makes of an exact ratio."""
    value = Fraction(numerator, denominator)
    below = floor(value)
    if mode == "floor":
        return below
    if mode == "ceil":
        return ceil(value)
    if mode == "zero":
        return trunc(value)
    if value - below != Fraction(1, 2):
        return below if value - below < Fraction(1, 2) else below + 1
    tie = {
        "half-even": below + below % 2,
        "half-up": below + 1,
        "half-down": below,
        "half-away": below + (value > 0),
        "half-zero": below + (value < 0),
    }
    return tie[mode]


@dataclass(frozen=True)
class Definition:
    """A model, from its JSON form."""

    lo: int
    hi: int
    scale: int
    weights: list[int]
    offsets: list[int]
    step: int
    bounds: tuple[int, int] | None
    rounding: str
    table: list[int]

    @classmethod
    def of(cls, model: dict[str, Any]) -> "Definition":
        """The model of a claim."""
        assert model["overflow"] == "saturate"
        assert model["accumulate"] == "exact"
        assert model["format"] == model["input_format"] == model["output_format"]
        weights, bias = model["weights"], model["bias"]
        return cls(
            lo=model["format"]["lo"],
            hi=model["format"]["hi"],
            scale=weights["scale"],
            weights=weights["values"]
            if "values" in weights
            else list(range(weights["range"][0], weights["range"][1] + 1)),
            offsets=bias["offsets"],
            step=bias["step"],
            bounds=None if bias["range"] is None else (bias["range"][0], bias["range"][1]),
            rounding=model["rounding"],
            table=model["activation"]["table"],
        )

    @property
    def raws(self) -> range:
        """K."""
        return range(self.lo, self.hi + 1)

    def requantized(self, accumulator: int) -> int:
        """r."""
        return min(max(rounded(accumulator, self.scale, self.rounding), self.lo), self.hi)

    def response(self, accumulator: int) -> int:
        """σ∘r."""
        return self.table[self.requantized(accumulator) - self.lo]

    def biases(self, reach: int) -> Iterator[int]:
        """All biases if they are finite, otherwise those up to ±reach."""
        for offset in self.offsets:
            first, last = self.bounds or (
                -((offset + reach) // self.step),
                (reach - offset) // self.step,
            )
            yield from range(offset + self.step * first, offset + self.step * last + 1, self.step)

    def effective_biases(self) -> set[int]:
        """Every bias that can matter on one input: beyond, all inputs saturate alike."""
        largest = max(abs(self.lo), abs(self.hi))
        products = max(map(abs, self.weights)) * largest
        return set(self.biases(products + self.scale * (largest + 2) + self.step))

    def neurons(self) -> set[tuple[int, ...]]:
        """The responses of all first-layer neurons, each over all of K."""
        return {
            tuple(self.response(w * x + b) for x in self.raws)
            for w in self.weights
            for b in self.effective_biases()
        }

    def inseparable_pairs(self) -> set[tuple[int, int]]:
        """The pairs x < y on which all first-layer neurons agree."""
        neurons = self.neurons()
        return {
            (x, y)
            for x, y in combinations(self.raws, 2)
            if all(neuron[x - self.lo] == neuron[y - self.lo] for neuron in neurons)
        }

    def reached_values(self) -> set[frozenset[int]]:
        """The sets r(c + N) for every c in B + V; for N = 0 all single values, reached or not."""
        weight_gcd = gcd(*self.weights)
        v = weight_gcd * gcd(*self.table)
        n = weight_gcd * gcd(*(entry - self.table[0] for entry in self.table))
        if n == 0:
            return {frozenset({raw}) for raw in self.raws}
        residues = {(b + m) % n for b in self.biases(self.step * n) for m in range(0, n, v)}
        beyond = self.scale * (max(abs(self.lo), abs(self.hi)) + 2)
        turns = beyond // n + 2
        return {
            frozenset(self.requantized(c + n * t) for t in range(-turns, turns + 1))
            for c in residues
        }

    def is_universal_by_theorem_2(self) -> bool:
        """(D) and (C)."""
        return not self.inseparable_pairs() and frozenset(self.raws) in self.reached_values()
