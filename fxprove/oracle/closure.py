"""All functions K → K that networks of any depth and width compute, layer by layer.

P₁ holds the pre-activations of a first layer, H = σ∘P₁ its hidden functions. From what a layer
offers (its *state*) follow the functions of an output neuron and the possible next layers; how,
depends on the arithmetic, and each of the modules `group_sums`, `monoid_sums`, `sequential_sums`
proves it for its own. The states are finitely many: subsets of K^K, or lattices they span.

A state s is skipped if s ≤ e for a state e that has been explored. Nothing is lost: more is never
worse, so a successor of s is ≤ a successor of e, which is explored or again ≤ an explored state;
by induction everything that follows s is ≤ an explored state and computes no new function. In
particular a layer that repeats ends the search.

No theorem of fxprove is used here: this is what its theorems are tested against.
"""

from fxprove.models import Model
from fxprove.oracle.feasibility import Function
from fxprove.oracle.group_sums import GroupSums, SharedCoefficientSums
from fxprove.oracle.layers import Layers, State, first_layer
from fxprove.oracle.limits import LARGEST_FORMAT, MOST_STATES, OracleLimit
from fxprove.oracle.monoid_sums import MonoidSums
from fxprove.oracle.sequential_sums import SequentialSums
from fxprove.rounding import Accumulation, Overflow


def representable_functions(model: Model) -> frozenset[tuple[int, ...]]:
    """Exactly the functions K → K of networks of depth ≥ 1, one input and one output.

    Each function is its raw values from lo to hi. Raises OracleLimit with a one-line reason where
    no exact method is implemented, or the model is too large for it.

    >>> tabled = Model.of(format="raw(0,2,1)", weights="ternary", bias="none", activation=(2, 1, 0))
    >>> (1, 1, 1) in representable_functions(tabled)
    False
    """
    if not model.has_single_format:
        raise OracleLimit("formats of inputs, hidden values and outputs differ")
    if model.format.size > LARGEST_FORMAT:
        raise OracleLimit(f"more than {LARGEST_FORMAT} raw values")
    if model.format.size == 1:
        return frozenset({(model.format.lo,)})
    if model.accumulation is not Accumulation.EXACT:
        return _explored(model, _sequential(model))
    if model.overflow is Overflow.WRAP:
        return _explored(model, _wrapping(model))
    if not model.weights.is_two_signed:
        return _explored(model, _one_signed(model))
    return _explored(model, _two_signed(model))


def _two_signed(model: Model) -> GroupSums:
    return GroupSums(model) if 0 in model.weights else SharedCoefficientSums(model)


def _one_signed(model: Model) -> MonoidSums:
    if 0 not in model.weights:
        raise OracleLimit("weights of one sign without 0")
    return MonoidSums(model)


def _wrapping(model: Model) -> GroupSums:
    if 0 not in model.weights:
        raise OracleLimit("wrap-around without weight 0")
    return GroupSums(model)


def _sequential(model: Model) -> SequentialSums:
    if 0 not in model.weights:
        raise OracleLimit("sequential accumulation without weight 0")
    return SequentialSums(model)


def _explored(model: Model, layers: Layers[State]) -> frozenset[Function]:
    """The first layer's functions and the outputs of every state that can follow."""
    found = set(first_layer(model))
    explored: list[State] = []
    waiting = [layers.state(_activated(model, frozenset(found)))]
    while waiting:
        state = waiting.pop()
        if any(state <= other for other in explored):
            continue
        if len(explored) == MOST_STATES:
            raise OracleLimit(f"more than {MOST_STATES} different layers")
        explored.append(state)
        outputs = layers.outputs(state)
        found |= outputs
        for functions in layers.successors(state, outputs):
            waiting.append(layers.state(_activated(model, functions)))
    return frozenset(found)


def _activated(model: Model, functions: frozenset[Function]) -> frozenset[Function]:
    """σ∘P."""
    return frozenset(tuple(map(model.activation, function)) for function in functions)
