"""Several outputs of binary weights: whether their accumulators can have parities in common.

What is decided. Under Theorem 3's hypotheses networks with hidden layers meet a requirement exactly
when there are integers c_j, one for each output, and p(x) ∈ {0, 1} for each point, such that for
all x and j an accumulator in c_j + g·p(x) + 2g·ℤ requantizes into the interval of j at x; g
generates N (theory, Theorem 16).

How. Where an interval of output j is bounded, c_j modulo 2g decides which p(x) serve: both, one or
none. Only a c_j at which some interval begins needs to be tried, for any other can be moved down
to such a one. So each output has a few patterns, of the parities that they leave at each point,
and one of each has to be taken that no two disagree about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fxprove.covering import Coset
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.requirements import Integers, Requirement

_MOST_COMPARED = 1 << 24  # starts of one output times points
_MOST_STEPS = 1 << 12  # of the search for patterns that agree

Allowed = npt.NDArray[np.bool_]
"""By parity and row, whether that parity serves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CommonParities:
    """c_j as `cosets`, p(x) as `parities`, and the accumulators (n × m) that meet the intervals."""

    cosets: tuple[Coset, ...]
    parities: Integers
    accumulators: Integers
    chosen: Integers


class NoCommonParities:
    """There are none: networks with hidden layers do not meet the requirement."""


def common_parities(
    model: Model, requirement: Requirement
) -> CommonParities | NoCommonParities | None:
    """The answer for a model with the hypotheses of Theorem 3; None if that would take too long."""
    bounds = np.concatenate([requirement.low, requirement.high], axis=1)
    rows, which = np.unique(bounds, axis=0, return_inverse=True)
    low, high = np.split(rows, 2, axis=1)
    search = _Search(model, low, high)
    found = search.answer()
    if not isinstance(found, tuple):
        return found
    starts, parities = found
    accumulators = search.accumulators(starts, parities)[which.ravel()]
    return CommonParities(
        cosets=tuple(Coset(bias=start, value=0) for start in starts),
        parities=parities[which.ravel()],
        accumulators=accumulators,
        chosen=np.clip(accumulators, model.format.lo, model.format.hi),
    )


class _Search:
    """One start for each output, such that at each row a parity serves all of them.

    Binary weights have scale 1, so that r(a) is a itself, brought into the format.
    """

    def __init__(self, model: Model, low: Integers, high: Integers) -> None:
        self.low, self.high = low, high
        self.generator = Lattices.of(model).difference_gcd
        self.falls_below, self.rises_above = low == model.format.lo, high == model.format.hi
        self.steps = 0

    def answer(self) -> tuple[tuple[int, ...], Integers] | NoCommonParities | None:
        """The starts and the parities by row."""
        patterns: list[list[tuple[int, Allowed]]] = []
        for output in range(self.low.shape[1]):
            starts = self._starts(output)
            if len(starts) * len(self.low) > _MOST_COMPARED:
                return None
            patterns.append(self._patterns(output, starts))
            if not patterns[-1]:
                return NoCommonParities()
        order = sorted(range(len(patterns)), key=lambda output: len(patterns[output]))
        everything = np.ones((2, len(self.low)), dtype=np.bool_)
        found = self._agreeing([patterns[output] for output in order], everything)
        if found is None:
            return None if self.steps > _MOST_STEPS else NoCommonParities()
        agreeing, allowed = found
        by_output = dict(zip(order, agreeing, strict=True))
        parities = np.where(allowed[0], 0, 1).astype(np.int64)
        return tuple(by_output[output] for output in range(len(order))), parities

    def _starts(self, output: int) -> list[int]:
        """Where c is moved down to, modulo 2g."""
        bounded = ~(self.falls_below[:, output] | self.rises_above[:, output])
        ends = np.unique(self.low[bounded, output] % self.generator)
        return np.concatenate([ends, ends + self.generator]).tolist() if len(ends) else [0]

    def _patterns(self, output: int, starts: Sequence[int]) -> list[tuple[int, Allowed]]:
        """Starts that leave every row a parity, one for each different pattern."""
        free = self.falls_below[:, output] | self.rises_above[:, output]
        low, high = self.low[:, output], self.high[:, output]
        found: dict[bytes, tuple[int, Allowed]] = {}
        for start in starts:
            places = [(start + self.generator * parity - low) for parity in (0, 1)]
            allowed = np.stack(
                [free | (place % (2 * self.generator) <= high - low) for place in places]
            )
            if np.all(allowed.any(axis=0)):
                found.setdefault(np.packbits(allowed).tobytes(), (start, allowed))
        return list(found.values())

    def _agreeing(
        self, patterns: Sequence[Sequence[tuple[int, Allowed]]], allowed: Allowed
    ) -> tuple[tuple[int, ...], Allowed] | None:
        """One pattern of each that leave every row a parity."""
        if not patterns:
            return (), allowed
        for start, pattern in patterns[0]:
            self.steps += 1
            both = allowed & pattern
            if self.steps > _MOST_STEPS:
                return None
            if np.all(both.any(axis=0)):
                rest = self._agreeing(patterns[1:], both)
                if rest is not None:
                    return (start, *rest[0]), rest[1]
        return None

    def accumulators(self, starts: Sequence[int], parities: Integers) -> Integers:
        """By row and output the accumulator in c + g·p + 2g·ℤ nearest to where its cell begins."""
        residues = np.array(starts) + self.generator * parities[:, np.newaxis]
        period = 2 * self.generator
        up = self.low + (residues - self.low) % period
        top = self.high + (residues - self.high) % period
        bottom = self.low - (self.low - residues) % period
        found: Integers = np.where(self.falls_below, bottom, np.where(self.rises_above, top, up))
        return found
