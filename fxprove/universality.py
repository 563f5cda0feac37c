"""Whether networks of a model compute every fixed-point function.

What is decided. For a model (format, weights, biases, requantizer, activation table) and networks
of any depth and width on any number of inputs: is every function K^d → K computed by one?

How. Refutations come first and need the least. A constant activation, and the invariants of
`invariants`, exclude explicit functions by themselves. Proposition 1 (exact accumulation, any
weights and biases) makes two conditions necessary: (D), the first layer separates all inputs, and
(C), one output coset reaches every value. Theorem 2 makes (D) and (C) together sufficient when
its hypotheses hold; Theorem 3 does so for binary weights, where (D) needs no search. Whatever
these do not cover is unknown, with the first missing hypothesis and the nearest model that has
them all. Statements and proofs are in docs/theory.md.

Every answer but unknown carries a certificate for the independent checker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

from fxprove.budgets import UNLIMITED, Budget
from fxprove.certificates import (
    certificate,
    counterexample_json,
    covering_json,
    separation_json,
    turn_json,
)
from fxprove.counterexamples import (
    apart_at,
    constant_other_than_zero,
    onto_with_turn,
    reflection,
)
from fxprove.covering import Coset, Covering, Uncovered
from fxprove.functions import Function
from fxprove.hypotheses import THEOREM_3, Theorem, theorem_for, with_hypotheses
from fxprove.invariants import fixes_zero, is_monotone, is_nondecreasing
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.rounding import Accumulation, Overflow
from fxprove.separation import Inseparable, Separated, decide_separation
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict

CAUSES = ("constant_activation", "fixed_point", "monotone", "separation", "covering")
"""Why a model is not universal, in the order in which they are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of the theory, None where not determined or without meaning.

    `separation` is (D) at one input, `covering` is (C); `necessary` and `sufficient` are our
    reading of the two conditions of Park, Park and Hwang (theory, section 2).
    """

    necessary: bool | None = None
    sufficient: bool | None = None
    separation: bool | None = None
    covering: bool | None = None
    value_gcd: int | None = None
    difference_gcd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest model with every hypothesis, and the answer for it."""

    model: Model
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to one question of universality.

    `verdict` is PROVED (universal), REFUTED or Unknown; `certificate` is the JSON object for the
    checker, None when unknown. `missing` names a hypothesis, `cause` one of CAUSES.
    """

    verdict: Verdict
    reason: str
    model: Model
    conditions: Conditions
    hypotheses: Mapping[str, bool | None]
    missing: str | None = None
    cause: str | None = None
    witness: Mapping[str, object] | None = None
    counterexample: Function | None = None
    certificate: Mapping[str, object] | None = None
    nearest: Nearest | None = None
    engine: str = "theorem"
    seconds: float = field(default=0.0, compare=False)
