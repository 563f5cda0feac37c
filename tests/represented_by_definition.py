"""Which requirements networks meet by Theorem 2, from its words: for tiny models, by listing.

Single layers are listed weight by weight and bias by bias, classes of inputs are compared neuron by
neuron on K^d, cosets residue by residue; of two outputs that Proposition 15 may tie, accumulator by
accumulator. Nothing is shared with prover or checker but the
reference semantics of a neuron.
"""

from functools import cache
from itertools import combinations, product
from math import gcd

from fxprove.models import Model
from fxprove.requirements import Requirement

Values = tuple[int, ...]
Points = tuple[Values, ...]
Interval = tuple[int, int]


def biases_that_matter(model: Model, inputs: int) -> list[int]:
    """All biases if they are finite; otherwise beyond these a first layer is constant."""
    if not model.biases.is_unbounded:
        return model.biases.between(model.biases.smallest, model.biases.largest)
    largest = max(abs(model.format.lo), abs(model.format.hi))
    reach = inputs * model.weights.largest_magnitude * largest
    reach += model.weights.scale * (largest + 2) + model.biases.step
    return model.biases.between(-reach, reach)


@cache
def single_layers(model: Model, points: Points) -> frozenset[Values]:
    """The values at these points of all neurons."""
    inputs = len(points[0])
    biases = biases_that_matter(model, inputs)
    return frozenset(
        tuple(model.neuron(point, weights, bias) for point in points)
        for weights in product(model.weights.raws, repeat=inputs)
        for bias in biases
    )


def reached_together(model: Model) -> list[set[int]]:
    """The sets r(c + N), c ∈ B + V; single values where N = 0 (constants need no more)."""
    table, weight_gcd = model.activation.table, gcd(*model.weights.raws)
    v = weight_gcd * gcd(*table)
    n = weight_gcd * gcd(*(entry - table[0] for entry in table))
    if n == 0:
        return [{raw} for raw in model.format.raws]
    beyond = n + (model.weights.scale + 1) * (max(map(abs, model.format.raws)) + 2)
    residues = {(b + t) % n for b in _biases_by_residue(model, n) for t in range(0, n, v)}
    return [
        {model.requantizer(c) for c in range(residue - n * (beyond // n + 2), beyond + n, n)}
        for residue in sorted(residues)
    ]


def _biases_by_residue(model: Model, modulus: int) -> list[int]:
    if model.biases.is_unbounded:
        return model.biases.between(0, model.biases.step * modulus)
    return biases_that_matter(model, 1)


def meets(values: Values, low: Values, high: Values) -> bool:
    """Whether every value keeps within its bounds."""
    return all(lo <= value <= hi for lo, value, hi in zip(low, values, high, strict=True))


def is_represented(model: Model, requirement: Requirement) -> bool:
    """Whether single layers meet it, or hidden ones according to Theorem 2 (b), output by output,
    and according to Proposition 15, two by two.

    Without the hypotheses of Theorem 2 an upper bound: False is still right (Proposition 1).
    """
    points: Points = tuple(map(tuple, requirement.points.tolist()))
    bounds = [
        (tuple(requirement.low[:, j].tolist()), tuple(requirement.high[:, j].tolist()))
        for j in range(requirement.outputs)
    ]
    neurons = single_layers(model, points)
    if all(any(meets(values, *ends) for values in neurons) for ends in bounds):
        return True
    return all(_hidden_layers_meet(model, neurons, *ends) for ends in bounds) and all(
        _suit_each_other(model, *pair) for pair in combinations(bounds, 2)
    )


def _suit_each_other(
    model: Model, one: tuple[Values, Values], other: tuple[Values, Values]
) -> bool:
    """Whether accumulators of two outputs may differ by the same at every point, modulo the tie."""
    weights, table = model.weights.raws, model.activation.table
    tie = gcd(*(w - weights[0] for w in weights)) * gcd(*(entry - table[0] for entry in table))
    if tie == 0:
        return True
    far = tie + (model.weights.scale + 1) * (max(map(abs, model.format.raws)) + 2)
    requantized = {a: model.requantizer(a) for a in range(-far, far + 1)}
    left = set(range(tie))
    for low, high, low_, high_ in zip(*one, *other, strict=True):
        first = {a % tie for a, raw in requantized.items() if low <= raw <= high}
        second = {a % tie for a, raw in requantized.items() if low_ <= raw <= high_}
        left &= {(a - b) % tie for a in first for b in second}
    return bool(left)


def _hidden_layers_meet(
    model: Model, neurons: frozenset[Values], low: Values, high: Values
) -> bool:
    hidden = {tuple(map(model.activation, values)) for values in neurons}
    classes: dict[Values, list[Interval]] = {}
    for index, seen_as in enumerate(zip(*hidden, strict=True)):
        classes.setdefault(seen_as, []).append((low[index], high[index]))
    common = [(max(lo for lo, _ in ends), min(hi for _, hi in ends)) for ends in classes.values()]
    if len(set(model.activation.table)) == 1:
        common = [(max(low), min(high))]
    return any(
        all(any(lo <= value <= hi for value in image) for lo, hi in common)
        for image in reached_together(model)
    )
