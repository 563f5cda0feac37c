"""What excludes a function from all networks, and the function.

Each cause is a theorem's name in the checker. They are looked for in a fixed order, those that need
least first; any one is enough. docs/theory.md, section 9, has the proofs cause by cause.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fxprove.certificates import turn_json
from fxprove.counterexamples import (
    apart_at,
    constant_other_than_zero,
    onto_with_turn,
    reflection,
)
from fxprove.covering import Coset, Uncovered
from fxprove.functions import Function
from fxprove.invariants import fixes_zero, is_monotone, is_nondecreasing
from fxprove.models import Model
from fxprove.rounding import Overflow
from fxprove.separation import Inseparable, Separated

CAUSES = ("constant_activation", "fixed_point", "monotone", "separation", "covering")
"""Why a model is not universal, in the order in which they are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """A cause, why it excludes a function, the function, and what the checker needs besides."""

    cause: str
    reason: str
    counterexample: Function
    evidence: Mapping[str, object]


def find_refutation(
    model: Model,
    separation: Separated | Inseparable | None,
    coset: Coset | Uncovered | None,
) -> Refutation | None:
    """The first cause that applies, or None.

    `separation` and `coset` are what was decided of (D) and (C), None where Proposition 1 does not
    apply or nothing was decided.
    """
    if not model.has_single_format or model.format.size == 1:
        return None
    if model.overflow is Overflow.SATURATE and len(set(model.activation.table)) == 1:
        return _constant_activation(model)
    if fixes_zero(model):
        return _fixed_point(model)
    if is_monotone(model):
        return _monotone(model)
    if isinstance(separation, Inseparable):
        return _inseparable(model, separation)
    if isinstance(coset, Uncovered):
        return _uncovered(model, coset)
    return None


def _constant_activation(model: Model) -> Refutation:
    function, turn = onto_with_turn(model.format)
    return Refutation(
        cause="constant_activation",
        reason="the activation is constant, so hidden layers carry nothing and networks compute "
        "constants and single affine layers only",
        counterexample=function,
        evidence={"turn": turn_json(turn)},
    )


def _fixed_point(model: Model) -> Refutation:
    return Refutation(
        cause="fixed_point",
        reason="every bias requantizes to 0 and σ(0) = 0, so every layer maps 0 to 0",
        counterexample=constant_other_than_zero(model.format),
        evidence={},
    )


def _monotone(model: Model) -> Refutation:
    if is_nondecreasing(model):
        return Refutation(
            cause="monotone",
            reason="no weight is negative and σ is nondecreasing, so every network is "
            "nondecreasing in every input",
            counterexample=reflection(model.format),
            evidence={"direction": "nondecreasing"},
        )
    function, turn = onto_with_turn(model.format)
    return Refutation(
        cause="monotone",
        reason="all weights have one sign and σ is monotone, so every network is nondecreasing "
        "in all inputs or nonincreasing in all",
        counterexample=function,
        evidence={"direction": "either", "turn": turn_json(turn)},
    )


def _inseparable(model: Model, pair: Inseparable) -> Refutation:
    return Refutation(
        cause="separation",
        reason=f"no first-layer neuron tells raw inputs {pair.x} and {pair.y} apart",
        counterexample=apart_at(model.activation, pair.x),
        evidence={"pair": [pair.x, pair.y]},
    )


def _uncovered(model: Model, uncovered: Uncovered) -> Refutation:
    function, turn = onto_with_turn(model.format)
    shown = ", ".join(map(str, uncovered.values[:4]))
    more = ", …" if len(uncovered.values) > 4 else ""
    return Refutation(
        cause="covering",
        reason=f"with hidden layers, the raw outputs {shown}{more} never appear in one function: "
        "its output accumulators stay in one coset, and no coset reaches all of these",
        counterexample=function,
        evidence={"values": list(uncovered.values), "turn": turn_json(turn)},
    )
