"""Networks for any representable function: units row by row, and digits at the output.

The way of Theorem 2's proof, with what makes it short: cuts along axes instead of one code of all
inputs, units for whole rows instead of single classes, and output values as sums of few digits.
The layers are: cuts, steps (or spikes), units, output; where the first layer has steps, one less;
where steps alone reach every output value, the units are not needed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fxprove.construction.axes import Axis
from fxprove.construction.circuits import Circuit, NoCircuit
from fxprove.construction.digits import DigitSystem, Target, digits_by_target, few_digits, kinds
from fxprove.construction.features import Features, Spikes, Steps
from fxprove.construction.plateaus import Plateaus
from fxprove.construction.units import Units
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requirements import Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lookup:
    """What is to be computed: raw values in `low` … `high` (n × m) at points seen along axes.

    `values` are a choice of them, and `starts[j]` is an accumulator of output j whose coset of N
    meets all of that output's.
    """

    model: Model
    inputs: int
    low: Integers
    high: Integers
    values: Integers
    starts: tuple[int, ...]
    most_parameters: int
    accumulators: Integers | None = None
    """For several outputs of binary weights, those of `Met`."""
    known: dict[tuple[int, int, bool], DigitSystem] = field(default_factory=dict)
    """Digits by output, step of the features, and whether near answers only."""


def with_units(
    lookup: Lookup,
    plateaus: Plateaus,
    axes: Sequence[Axis],
    column: int,
    *,
    first_layer: bool,
    near: bool,
) -> Network:
    """A network of units; raises NoCircuit where this way does not lead to one.

    `near` keeps to answers that are so near to being off that one copy of a step leads there: more
    digits, fewer copies.
    """
    circuit = Circuit(lookup.model, lookup.inputs, lookup.most_parameters)
    features = features_of(circuit, plateaus, first_layer=first_layer)
    units = Units(circuit, plateaus, features, axes, column)
    step = circuit.coefficients.unit * features.height
    for output, start in enumerate(lookup.starts):
        values, which = np.unique(lookup.values[:, output], return_inverse=True)
        targets = cells(lookup.model, values.tolist())
        if (output, step, near) not in lookup.known:
            lookup.known[output, step, near] = _digits(
                lookup.model, plateaus, step, targets, which, start, near
            )
        system = lookup.known[output, step, near]
        inputs: dict[int, int] = {}
        base = system.start
        for place, digit in enumerate(system.digits):
            answers = np.array([answer[place] for answer in system.answers])[which]
            for unit in units.build(digit, answers):
                inputs[unit] = inputs.get(unit, 0) + digit.weight
                base -= digit.weight * digit.kind.off
        low, high = _room(system, targets)
        circuit.add_output(features.depth + 2, inputs, base + low, base + high)
    return circuit.network()


def with_common_parities(
    lookup: Lookup, plateaus: Plateaus, axes: Sequence[Axis], column: int, *, first_layer: bool
) -> Network:
    """A network for several outputs of binary weights (theory, Theorem 16); may raise NoCircuit.

    What is odd in the multiples of the generator, the same for all outputs, is a sum of units that
    all of them read alike; the rest is twice a sum of their own.
    """
    assert lookup.accumulators is not None
    circuit = Circuit(lookup.model, lookup.inputs, lookup.most_parameters)
    features = features_of(circuit, plateaus, first_layer=first_layer)
    units = Units(circuit, plateaus, features, axes, column)
    generator = Lattices.of(lookup.model).difference_gcd
    multiples = (lookup.accumulators - np.array(lookup.starts)) // generator
    odd = multiples[:, 0] % 2
    common, offset = _summed(lookup, plateaus, units, generator * odd)
    for output, start in enumerate(lookup.starts):
        own, base = _summed(
            lookup, plateaus, units, generator * ((multiples[:, output] - odd) // 2)
        )
        inputs = Counter(common)
        inputs.update({unit: 2 * weight for unit, weight in own.items()})
        bias = start + offset + 2 * base
        circuit.add_output(features.depth + 2, inputs, bias, bias)
    return circuit.network()


def _summed(
    lookup: Lookup, plateaus: Plateaus, units: Units, wanted: Integers
) -> tuple[dict[int, int], int]:
    """Units with weights, and an offset, that add up to exactly this at each point."""
    values, which = np.unique(wanted, return_inverse=True)
    targets = [(value, value) for value in values.tolist()]
    step = units.circuit.coefficients.unit * units.features.height
    system = _digits(lookup.model, plateaus, step, targets, which, 0, near=False)
    inputs: dict[int, int] = {}
    base = system.start
    for place, digit in enumerate(system.digits):
        answers = np.array([answer[place] for answer in system.answers])[which]
        for unit in units.build(digit, answers):
            inputs[unit] = inputs.get(unit, 0) + digit.weight
            base -= digit.weight * digit.kind.off
    return inputs, base


def with_steps(lookup: Lookup, plateaus: Plateaus, axis: Axis, *, first_layer: bool) -> Network:
    """A network whose output reads steps (or spikes) along one axis; raises NoCircuit."""
    circuit = Circuit(lookup.model, lookup.inputs, lookup.most_parameters)
    features = features_of(circuit, plateaus, first_layer=first_layer)
    step = circuit.coefficients.unit * features.height
    for output, start in enumerate(lookup.starts):
        values, which = np.unique(lookup.values[:, output], return_inverse=True)
        targets = cells(lookup.model, values.tolist())
        multiples = _multiples(targets, start, step)
        by_level = np.zeros(axis.levels, dtype=np.int64)
        by_level[axis.index] = np.array(multiples)[which]
        inputs, offset = features.combine(axis, circuit.coefficients.unit * by_level)
        room = [
            (_low(low) - start - step * m, _high(high) - start - step * m)
            for (low, high), m in zip(targets, multiples, strict=True)
        ]
        below, above = max(low for low, _ in room), min(high for _, high in room)
        offset += start
        circuit.add_output(features.depth + 1, inputs, offset + below, offset + above)
    return circuit.network()


_FAR = 1 << 60


def _low(end: int | None) -> int:
    return -_FAR if end is None else end


def _high(end: int | None) -> int:
    return _FAR if end is None else end


def cells(model: Model, values: Sequence[int]) -> list[Target]:
    """The accumulators that each raw value is rounded from."""
    requantizer, lo, hi = model.requantizer, model.format.lo, model.format.hi
    return [
        (
            None if raw == lo else requantizer.cell_start(raw),
            None if raw == hi else requantizer.cell_start(raw + 1) - 1,
        )
        for raw in values
    ]


def features_of(circuit: Circuit, plateaus: Plateaus, *, first_layer: bool) -> Features:
    """Steps of the first or second layer, spikes where σ has equal ends; may raise NoCircuit."""
    if plateaus.left != plateaus.right:
        return Steps(circuit, plateaus, 0 if first_layer else 1)
    if first_layer:
        raise NoCircuit("spikes are of the second layer")
    return Spikes(circuit, plateaus)


def _digits(
    model: Model,
    plateaus: Plateaus,
    step: int,
    targets: Sequence[Target],
    which: Integers,
    start: int,
    near: bool,
) -> DigitSystem:
    usual = Counter(which.tolist()).most_common(1)[0][0]
    most = _one_weight(model) if near else None
    system = few_digits(model, targets, usual, kinds(model, plateaus, step, most))
    if system is None:
        system = digits_by_target(model, plateaus, step, targets, start)
    if system is None:
        raise NoCircuit("no digits reach the output values")
    return system


def _one_weight(model: Model) -> int:
    """The largest coefficient, in units of weights, that one copy provides with either sign."""
    return max(1, min(-model.weights.raws[0], model.weights.raws[-1]) // model.weights.gcd)


def _room(system: DigitSystem, targets: Sequence[Target]) -> tuple[int, int]:
    """How far the output's accumulator may be off."""
    below, above = -_FAR, _FAR
    for answers, (low, high) in zip(system.answers, targets, strict=True):
        total = system.start + sum(
            digit.weight * (answer - digit.kind.off)
            for digit, answer in zip(system.digits, answers, strict=True)
        )
        below, above = max(below, _low(low) - total), min(above, _high(high) - total)
    return below, above


def _multiples(targets: Sequence[Target], start: int, step: int) -> list[int]:
    """Integers m with start + step·m in each target; raises NoCircuit if one has none."""
    found = []
    for low, high in targets:
        if low is None and high is None:
            found.append(0)
            continue
        multiple = (high - start) // step if high is not None else -((start - _low(low)) // step)
        if start + step * multiple < _low(low):
            raise NoCircuit("steps alone do not reach every output value")
        found.append(multiple)
    return found
