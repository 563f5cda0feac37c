"""The rules about one function: what each proves and requires, as in `rules`.

Hidden layers and single affine layers are excluded separately, for one output each: all outputs
of a network have its depth.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import gcd, prod

from .claims import Model
from .fields import integer, integers, items, record
from .first_layer import check_separation, differing_bias
from .networks import check_network
from .outcomes import Incomplete, Invalid, require
from .output_layer import check_combinations, check_coset, check_unmet
from .requirements import Point, Requirement
from .rules import (
    require_exact,
    require_fixed_zero,
    require_monotone,
    require_one_format,
    require_saturating,
    require_theorem_2,
    require_theorem_3,
)

MOST_WEIGHTS = 1 << 18  # weight vectors that are tried for a single layer
_STEPS_PER_SUM = 100  # what a pair of accumulators that is kept counts for: it takes memory


@dataclass(frozen=True)
class FunctionRule:
    """What a rule concludes, the theorem it rests on, and the function that checks it."""

    concludes: str
    rests_on: str
    check: Callable[[Model, Requirement, object], None]


def _network(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = record(evidence, "evidence", ("layers",))
    check_network(model, wanted, fields["layers"])


_COSETS = ("generator", "weight_combination", "difference_combination", "cosets", "chosen")


def _theorem_2(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = _theorem_fields(evidence, ("separation", *_COSETS))
    require_theorem_2(model)
    chosen = _chosen(wanted, fields["chosen"])
    _check_told_apart(model, wanted, chosen, fields["separation"])
    _check_cosets(model, wanted, chosen, fields)
    _check_attached(model, wanted, fields)


def _theorem_3(model: Model, wanted: Requirement, evidence: object) -> None:
    names = _COSETS if wanted.outputs == 1 else (*_COSETS, "parities")
    fields = _theorem_fields(evidence, names)
    require_theorem_3(model)
    chosen = _chosen(wanted, fields["chosen"])
    reached = _check_cosets(model, wanted, chosen, fields)
    if wanted.outputs > 1:
        _check_parities(wanted, chosen, reached, fields["parities"])
    _check_attached(model, wanted, fields)


def _theorem_fields(evidence: object, names: tuple[str, ...]) -> Mapping[str, object]:
    """Exactly these fields, and `layers` if a network is attached."""
    attached = isinstance(evidence, dict) and "layers" in evidence
    return record(evidence, "evidence", (*names, "layers") if attached else names)


def _check_attached(model: Model, wanted: Requirement, fields: Mapping[str, object]) -> None:
    """A network that is attached meets the requirement: a second proof, no part of the first."""
    if "layers" in fields:
        check_network(model, wanted, fields["layers"])


def _check_cosets(
    model: Model, wanted: Requirement, chosen: tuple[int, ...], fields: Mapping[str, object]
) -> list[set[tuple[int, int]]]:
    """For each output a coset of N reaches every value chosen; returns what, as `check_coset`."""
    generator = check_combinations(model, fields)
    cosets = items(fields["cosets"], "cosets", wanted.outputs)
    reached = []
    for output, coset in enumerate(cosets):
        values = set(chosen[output :: wanted.outputs])
        reached.append(check_coset(model, coset, f"cosets[{output}]", generator, values))
    return reached


def _check_parities(
    wanted: Requirement,
    chosen: tuple[int, ...],
    reached: list[set[tuple[int, int]]],
    evidence: object,
) -> None:
    """At each point multiples of one parity lead all outputs to the values chosen."""
    parities = integers(evidence, "parities", len(wanted.points))
    for index, parity in enumerate(parities):
        values = chosen[index * wanted.outputs : (index + 1) * wanted.outputs]
        for output, value in enumerate(values):
            shown = (value, parity) in reached[output]
            require(shown, f"parities[{index}]: no {parity} leads output {output} to {value}")


def _chosen(wanted: Requirement, evidence: object) -> tuple[int, ...]:
    """A value within the bounds for each output at each point."""
    if evidence is None:
        require(wanted.low == wanted.high, "chosen: missing, and the function has tolerances")
        return wanted.low
    chosen = tuple(integers(evidence, "chosen", len(wanted.low)))
    for value, low, high in zip(chosen, wanted.low, wanted.high, strict=True):
        require(low <= value <= high, f"chosen: {value} is not in {low}…{high}")
    return chosen


def _check_told_apart(
    model: Model, wanted: Requirement, chosen: tuple[int, ...], evidence: object
) -> None:
    """(D), or first-layer neurons that respond differently wherever the chosen values differ."""
    if not (isinstance(evidence, dict) and "neurons" in evidence):
        check_separation(model, evidence)
        return
    fields = record(evidence, "separation", ("neurons",))
    labels = [0] * len(wanted.points)
    for i, item in enumerate(items(fields["neurons"], "neurons")):
        where = f"neurons[{i}]"
        pair = items(item, where, 2)
        weights, bias = integers(pair[0], where, wanted.inputs), integer(pair[1], where)
        require(all(w in model.weight_set for w in weights), f"{where}: no weights of the model")
        require(model.has_bias(bias), f"{where}: {bias} is not a bias")
        model.meter.spend(len(labels) * wanted.inputs)
        number: dict[tuple[int, int], int] = {}
        for index, point in enumerate(wanted.points):
            key = (labels[index], model.respond(_sum(weights, point) + bias))
            labels[index] = number.setdefault(key, len(number))
    outputs = wanted.outputs
    first: dict[int, tuple[int, ...]] = {}
    for index, label in enumerate(labels):
        values = chosen[index * outputs : (index + 1) * outputs]
        same = first.setdefault(label, values) == values
        require(same, f"neurons: they do not tell point {wanted.points[index]} from another")


def _sum(weights: list[int] | Point, point: Point) -> int:
    return sum(weight * raw for weight, raw in zip(weights, point, strict=True))


def _separation(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = record(evidence, "evidence", ("points", "output", "single"))
    _require_proposition_1(model)
    p, q = _two_points(wanted, fields["points"], "points")
    output = _output(wanted, fields["output"])
    require(wanted.is_disjoint(p, q, output), "points: one value is allowed at both")
    _check_inseparable(model, wanted.points[p], wanted.points[q])
    check_no_single_layer(model, wanted, fields["single"])


def _check_inseparable(model: Model, x: Point, y: Point) -> None:
    """No first-layer neuron tells the points apart."""
    for left, right in _sums(model, x, y):
        bias = differing_bias(model, left, right)
        require(bias is None, f"points: a neuron with bias {bias} tells {x} and {y} apart")


def _sums(model: Model, x: Point, y: Point) -> Iterator[tuple[int, int]]:
    """All pairs (w·x, w·y) of accumulators, smaller first."""
    sums = {(0, 0)}
    for a, b in zip(x, y, strict=True):
        model.meter.spend(_STEPS_PER_SUM * len(sums) * len(model.weights))
        sums = {(u + w * a, v + w * b) for u, v in sums for w in model.weights}
    yield from ((min(pair), max(pair)) for pair in sums)


def _covering(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = record(evidence, "evidence", ("points", "output", "single"))
    _require_proposition_1(model)
    output = _output(wanted, fields["output"])
    intervals = []
    for i, pair in enumerate(items(fields["points"], "points")):
        p, q = _two_points(wanted, pair, f"points[{i}]")
        require(not wanted.is_disjoint(p, q, output), f"points[{i}]: no value is allowed at both")
        if p != q:
            _check_inseparable(model, wanted.points[p], wanted.points[q])
        (low, high), (least, most) = wanted.interval(p, output), wanted.interval(q, output)
        intervals.append((max(low, least), min(high, most)))
    check_unmet(model, intervals)
    check_no_single_layer(model, wanted, fields["single"])


def _parity(model: Model, wanted: Requirement, evidence: object) -> None:
    """No residue is a difference of the two outputs' accumulators at all of the points."""
    fields = record(evidence, "evidence", ("points", "outputs", "single"))
    _require_proposition_1(model)
    modulus = gcd(*(weight - model.weights[0] for weight in model.weights))
    modulus *= gcd(*(value - model.table[0] for value in model.table))
    require(modulus > 0, "there is one weight only, or the activation is constant")
    first, second = integers(fields["outputs"], "outputs", 2)
    require(0 <= first < wanted.outputs, "outputs: there is no such output")
    require(0 <= second < wanted.outputs, "outputs: there is no such output")
    indices = integers(fields["points"], "points")
    require(len(indices) > 0, "points: there are none")
    model.meter.spend(len(indices) ** 2)
    arcs = [_differences(model, wanted, index, first, second) for index in indices]
    # a residue in all of the arcs could be moved down to where one of them begins
    for residue, _ in arcs:
        common = all((residue - low) % modulus <= high - low for low, high in arcs)
        require(not common, "points: one difference modulo the weights' serves them all")
    check_no_single_layer(model, wanted, fields["single"])


def _differences(
    model: Model, wanted: Requirement, index: int, first: int, second: int
) -> tuple[int, int]:
    """The least and the greatest difference of two outputs' accumulators at a point."""
    require(0 <= index < len(wanted.points), "points: no such point")
    least, most = accumulators(model, wanted, index, first)
    from_, to = accumulators(model, wanted, index, second)
    if least is None or most is None or from_ is None or to is None:
        raise Invalid(f"points: at {wanted.points[index]} an output may saturate")
    return least - to, most - from_


def _constant_activation(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = record(evidence, "evidence", ("points", "output", "single"))
    _require_proposition_1(model)
    require(model.difference_gcd == 0, "the activation is not constant, and weights are not all 0")
    p, q = _two_points(wanted, fields["points"], "points")
    output = _output(wanted, fields["output"])
    require(wanted.is_disjoint(p, q, output), "points: one value is allowed at both")
    check_no_single_layer(model, wanted, fields["single"])


def _fixed_point(model: Model, wanted: Requirement, evidence: object) -> None:
    fields = record(evidence, "evidence", ("point", "output"))
    require_one_format(model)
    require_fixed_zero(model)
    point, output = integer(fields["point"], "point"), _output(wanted, fields["output"])
    require(0 <= point < len(wanted.points), "point: no such point")
    require(not any(wanted.points[point]), "point: it is not 0")
    low, high = wanted.interval(point, output)
    require(not low <= 0 <= high, "point: 0 is allowed there")


def _monotone(model: Model, wanted: Requirement, evidence: object) -> None:
    either = isinstance(evidence, dict) and "rise" in evidence
    names = ("fall", "rise") if either else ("fall",)
    fields = record(evidence, "evidence", names)
    require_one_format(model)
    require_saturating(model)
    nondecreasing = require_monotone(model)
    require(either or nondecreasing, "weights or activation may turn the direction")
    for name in names:
        _check_change(wanted, name, fields[name])


def _check_change(wanted: Requirement, name: str, evidence: object) -> None:
    """An output must fall (or rise) between two points, the first nowhere above the second."""
    fields = record(evidence, name, ("points", "output"))
    p, q = _two_points(wanted, fields["points"], f"{name}.points")
    output = _output(wanted, fields["output"])
    pair = zip(wanted.points[p], wanted.points[q], strict=True)
    require(all(a <= b for a, b in pair), f"{name}: the points are not ascending")
    above, below = (p, q) if name == "fall" else (q, p)
    changes = wanted.interval(above, output)[0] > wanted.interval(below, output)[1]
    require(changes, f"{name}: the function need not {name} there")


# --- Single affine layers ------------------------------------------------------------------------


def check_no_single_layer(model: Model, wanted: Requirement, evidence: object) -> None:
    """No neuron r(w·x + β) meets the requirement for one output.

    It meets low…high at x exactly when a ≤ w·x + β ≤ b, with a and b the ends of the cells of low
    and high. Two points that differ in one coordinate bound its weight; each weight vector that
    the bounds leave must meet no bias between the greatest a − w·x and the least b − w·x.
    """
    fields = record(evidence, "single", ("output", "slopes", "points"))
    output = _output(wanted, fields["output"])
    slopes = items(fields["slopes"], "single.slopes", wanted.inputs)
    ranges = [
        _weights_left(model, wanted, output, coordinate, slope)
        for coordinate, slope in enumerate(slopes)
    ]
    count = prod(map(len, ranges))
    if count > MOST_WEIGHTS:
        shown = count if count < 1 << 64 else "too many"
        raise Incomplete(f"{shown} weights are left to a single layer, more than are tried")
    indices = integers(fields["points"], "single.points")
    within = all(0 <= index < len(wanted.points) for index in indices)
    require(within, "single.points: no such point")
    ends = [(wanted.points[i], *accumulators(model, wanted, i, output)) for i in indices]
    model.meter.spend(count * (1 + len(ends)) * wanted.inputs)
    for weights in product(*ranges):
        require(_no_bias(model, weights, ends), f"single: weights {weights} may do")


def accumulators(
    model: Model, wanted: Requirement, point: int, output: int
) -> tuple[int | None, int | None]:
    """The least and the greatest accumulator that requantizes into the interval; None without."""
    low, high = wanted.interval(point, output)
    least = None if low == model.lo else model.starts[low - model.lo - 1]
    most = None if high == model.hi else model.starts[high - model.lo] - 1
    return least, most


def _weights_left(
    model: Model, wanted: Requirement, output: int, coordinate: int, evidence: object
) -> list[int]:
    """The weights of a coordinate within the bounds that two pairs of points set, if given."""
    where = f"single.slopes[{coordinate}]"
    low, high = model.weights[0], model.weights[-1]
    for index, pair in enumerate(items(evidence, where, 2)):
        if pair is None:
            continue
        p, q = _two_points(wanted, pair, where)
        x, y = wanted.points[p], wanted.points[q]
        moved = [i for i in range(wanted.inputs) if x[i] != y[i]]
        require(moved == [coordinate], f"{where}: the points differ elsewhere")
        run = y[coordinate] - x[coordinate]
        require(run > 0, f"{where}: the points are not ascending")
        at_x = accumulators(model, wanted, p, output)
        at_y = accumulators(model, wanted, q, output)
        if index == 0 and at_y[0] is not None and at_x[1] is not None:
            low = max(low, -((at_x[1] - at_y[0]) // run))
        if index == 1 and at_y[1] is not None and at_x[0] is not None:
            high = min(high, (at_y[1] - at_x[0]) // run)
    model.meter.spend(len(model.weights))
    return [weight for weight in model.weights if low <= weight <= high]


def _no_bias(
    model: Model,
    weights: tuple[int, ...],
    ends: list[tuple[Point, int | None, int | None]],
) -> bool:
    """Whether no bias puts every one of these points between its ends."""
    lows = [least - _sum(weights, x) for x, least, _ in ends if least is not None]
    highs = [most - _sum(weights, x) for x, _, most in ends if most is not None]
    if not highs:
        return bool(lows) and model.first_bias_from(max(lows)) is None
    bias = model.last_bias_up_to(min(highs))
    return bias is None or (bool(lows) and bias < max(lows))


# --- Fields --------------------------------------------------------------------------------------


def _output(wanted: Requirement, evidence: object) -> int:
    output = integer(evidence, "output")
    require(0 <= output < wanted.outputs, "output: there is no such output")
    return output


def _two_points(wanted: Requirement, evidence: object, where: str) -> tuple[int, int]:
    """Two indices of points."""
    p, q = integers(evidence, where, 2)
    require(min(p, q) >= 0 and max(p, q) < len(wanted.points), f"{where}: no such point")
    return p, q


def _require_proposition_1(model: Model) -> None:
    require_one_format(model)
    require_exact(model)
    require_saturating(model)


FUNCTION_RULES = {
    "network_function": FunctionRule("representable", "nothing but evaluation", _network),
    "theorem_2_function": FunctionRule(
        "representable", "Theorem 2: classes and one coset are all that binds", _theorem_2
    ),
    "theorem_3_function": FunctionRule(
        "representable", "Theorems 3 and 16: binary weights, unbounded biases", _theorem_3
    ),
    "separation_function": FunctionRule(
        "not_representable",
        "Proposition 1: hidden layers keep together what the first one does",
        _separation,
    ),
    "covering_function": FunctionRule(
        "not_representable", "Proposition 1: output accumulators stay in one coset of N", _covering
    ),
    "parity_function": FunctionRule(
        "not_representable",
        "Proposition 15: weights that agree modulo a number tie outputs together",
        _parity,
    ),
    "constant_activation_function": FunctionRule(
        "not_representable",
        "Proposition 1: with N = 0 hidden layers compute constants only",
        _constant_activation,
    ),
    "fixed_point_function": FunctionRule(
        "not_representable", "the invariant f(0) = 0", _fixed_point
    ),
    "monotone_function": FunctionRule(
        "not_representable", "the invariant of monotone layers", _monotone
    ),
}
"""Every rule about one function by the name a certificate gives it."""
