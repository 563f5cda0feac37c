"""Inductive invariants: properties that every layer keeps and that exclude functions outright.

Each holds after the first layer, is preserved by a layer of any width, and holds for a single
affine layer too; so what breaks it is computed by no network of any depth. They need far less
than the theorems do (theory, section 8).

*Zero is fixed.* If 0 ∈ K, every bias requantizes to 0 and σ(0) = 0, a neuron whose inputs are all
0 yields 0; so f(0,…,0) = 0.

*Monotone.* If r is monotone (saturating), all weights have one sign and σ is monotone, then in
every layer all neurons are nondecreasing functions of the network's inputs, or all are
nonincreasing: a nonnegative combination keeps the direction, a nonpositive one and a decreasing σ
turn it, for all neurons alike. With W ≥ 0 and σ nondecreasing it never turns. Saturating partial
sums are monotone as well, so this holds for sequential accumulation too.
"""

from itertools import pairwise

from fxprove.models import Model
from fxprove.parameter_sets import BiasSet
from fxprove.rounding import Accumulation, Overflow


def fixes_zero(model: Model) -> bool:
    """Whether every layer maps zero inputs to zero."""
    if 0 not in model.format or model.activation(0) != 0:
        return False
    if model.biases == BiasSet.finite((0,)):
        return True
    return (
        not model.biases.is_unbounded
        and model.overflow is Overflow.SATURATE
        and model.accumulation is Accumulation.EXACT
        and model.requantizer(model.biases.smallest) == 0
        and model.requantizer(model.biases.largest) == 0
    )


def is_monotone(model: Model) -> bool:
    """Whether all neurons of a layer are monotone in one common direction."""
    steps = [after - before for before, after in pairwise(model.activation.table)]
    return (
        model.overflow is Overflow.SATURATE
        and not model.weights.is_two_signed
        and (all(step >= 0 for step in steps) or all(step <= 0 for step in steps))
    )


def is_nondecreasing(model: Model) -> bool:
    """Whether every network is nondecreasing: monotone, and no layer turns the direction."""
    return (
        is_monotone(model)
        and model.weights.raws[0] >= 0
        and all(before <= after for before, after in pairwise(model.activation.table))
    )
