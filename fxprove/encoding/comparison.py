"""Whether two semantics of the same thing differ somewhere in a box, as a script."""

from collections.abc import Sequence

from fxprove.encoding.layers import network_outputs
from fxprove.encoding.requantization import staged_requantized
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.encoding.tables import looked_up
from fxprove.encoding.terms import (
    FALSE,
    Term,
    Truth,
    all_of,
    any_of,
    between,
    constant,
    different,
    equal,
    less,
)
from fxprove.models import Activation
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer
from fxprove.semantics import Point, Semantics, canonical

Box = Sequence[tuple[int, int]]
"""The least and the greatest value of each input."""


def semantics_differ(
    left: Semantics,
    right: Semantics,
    box: Box,
    *,
    excluded: Sequence[Point] = (),
    smaller_than: Point | None = None,
    status: Satisfiability = Satisfiability.UNKNOWN,
) -> Script:
    """Is there a point of the box (`x1`…) where the outputs differ?

    Only points that are not `excluded` count, and, if given, `smaller_than` a point: of less
    maximum |x_i|, or of the same and before it, where one input is before its negative if it is
    positive and vectors are ordered lexicographically. Networks are taken in their canonical form,
    so that an order of hidden neurons costs the solver nothing.
    """
    builder = ScriptBuilder()
    inputs = [builder.integer(f"x{i}", lo, hi) for i, (lo, hi) in enumerate(box, 1)]
    for point in excluded:
        coordinates = zip(inputs, map(constant, point), strict=True)
        builder.require(any_of([different(raw, at) for raw, at in coordinates]))
    if smaller_than is not None:
        builder.require(_is_smaller(inputs, smaller_than))
    forms = canonical(left), canonical(right)
    outputs = zip(
        _encoded(builder, "left", forms[0], inputs),
        _encoded(builder, "right", forms[1], inputs),
        strict=True,
    )
    builder.require(any_of([different(a, b) for a, b in outputs]))
    bounds = ", ".join(f"x{i} in {lo}…{hi}" for i, (lo, hi) in enumerate(box, 1))
    others = f", {len(excluded)} points excluded" if excluded else ""
    if smaller_than is not None:
        others += f", and smaller than ({', '.join(map(str, smaller_than))})"
    order = ""
    if forms != (left, right):
        order = " The neurons of hidden layers stand sorted by weights and bias."
    claim = (
        f"An input at which two semantics differ: {bounds}{others}.\n"
        f"Left: {described(left)}.\nRight: {described(right)}.{order}\n"
        "sat: they differ there. unsat: they are equal on all of these inputs."
    )
    return builder.script(claim, status)


def _is_smaller(inputs: Sequence[Term], point: Point) -> Truth:
    largest = max(map(abs, point))
    inside = all_of([between(raw, 1 - largest, largest - 1) for raw in inputs])
    if len(point) == 1:
        positive = equal(inputs[0], constant(largest)) if point[0] < 0 else FALSE
        return any_of([inside if largest else FALSE, positive])
    no_larger = all_of([between(raw, -largest, largest) for raw in inputs])
    before = FALSE
    for raw, coordinate in zip(reversed(inputs), reversed(point), strict=True):
        at = constant(coordinate)
        before = any_of([less(raw, at), all_of([equal(raw, at), before])])
    return any_of([inside if largest else FALSE, all_of([no_larger, before])])


def _encoded(
    builder: ScriptBuilder, name: str, semantics: Semantics, inputs: Sequence[Term]
) -> list[Term]:
    match semantics:
        case Network():
            return network_outputs(builder, name, semantics, inputs)
        case Activation():
            return [
                builder.define(name, looked_up(inputs[0], semantics.table, semantics.format.lo))
            ]
        case StagedRequantizer():
            return [staged_requantized(builder, name, inputs[0], semantics)]


def described(semantics: Semantics) -> str:
    """The operand in words."""
    match semantics:
        case Network():
            widths = " → ".join(str(len(layer.biases)) for layer in semantics.layers)
            model = semantics.model
            return (
                f"a network with widths {semantics.inputs} → {widths}, {model.format}, "
                f"activation {model.activation}, {model.rounding.value}, {model.overflow.value}, "
                f"{model.accumulation.value} accumulation"
            )
        case Activation() if semantics.name is None:
            return f"a given table on {semantics.format}"
        case Activation():
            modes = f"{semantics.rounding.value}, {semantics.overflow.value}"
            return f"the table of {semantics} on {semantics.format}, {modes}"
        case StagedRequantizer():
            return f"the requantizer {semantics}"
