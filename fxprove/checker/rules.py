"""The rules: what each proves, what it requires of the model, and what it rests on.

One rule is one function in one table. A rule's function raises Invalid or Incomplete, or returns
having verified every hypothesis and every step of the evidence. That the conclusion follows is
the theorem named in `rests_on`, stated and proved in docs/theory.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .claims import LARGEST_SET, Model
from .fields import integer, integers, one_of, record
from .first_layer import check_inseparable, check_separation
from .outcomes import Incomplete, require
from .output_layer import check_covering, check_uncovered


@dataclass(frozen=True)
class Rule:
    """What a rule concludes, the theorem it rests on, and the function that checks it."""

    concludes: str
    rests_on: str
    check: Callable[[Model, object], None]


def require_one_format(model: Model) -> None:
    """Inputs, hidden values and outputs share one format."""
    require(len(set(model.formats)) == 1, "hypothesis single_format: the formats differ")


def require_saturating(model: Model) -> None:
    """Values outside the format saturate."""
    require(model.overflow == "saturate", "hypothesis saturating: values wrap")


def require_exact(model: Model) -> None:
    """Sums are exact."""
    require(model.accumulate == "exact", "hypothesis exact_accumulation: sums are sequential")


def require_two_values(model: Model) -> None:
    """The format has two values at least."""
    require(len(model.values) >= 2, "the format has one value only")


def require_biases_cover(model: Model) -> None:
    """r(B) = K: every cell contains a bias."""
    starts = model.starts
    for k in model.values:
        if k == model.hi:
            bias = model.first_bias_from(starts[-1]) if starts else model.biases.offsets[0]
        else:
            bias = model.last_bias_up_to(starts[k - model.lo] - 1)
        reached = bias is not None and (not starts or model.requantize(bias) == k)
        require(reached, f"hypothesis bias_covers_format: no bias requantizes to raw {k}")


def require_theorem_2(model: Model) -> None:
    """The hypotheses of Theorem 2."""
    require_one_format(model)
    require_exact(model)
    require_saturating(model)
    require_biases_cover(model)
    require(0 in model.weight_set, "hypothesis zero_weight: 0 is no weight")
    two_signed = model.weights[0] < 0 < model.weights[-1]
    require(two_signed, "hypothesis signed_weights: the weights have one sign")


def require_theorem_3(model: Model) -> None:
    """The hypotheses of Theorem 3, and that the activation is not constant."""
    require_one_format(model)
    require_exact(model)
    require_saturating(model)
    require_two_values(model)
    binary = model.weights == (-1, 1) and model.weight_scale == 1
    require(binary, "hypothesis binary_weights: the weights are not −1.0 and 1.0")
    unbounded = model.biases.first is None and model.biases.step == 1
    require(unbounded, "hypothesis unbounded_bias: the biases are not all integers")
    require_biases_cover(model)
    require(len(set(model.table)) > 1, "the activation is constant")


def _single_value(model: Model, evidence: object) -> None:
    record(evidence, "evidence", ())
    require_one_format(model)
    require(len(model.values) == 1, "the format has more than one value")


def _theorem_2(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("separation", "covering"))
    require_theorem_2(model)
    check_separation(model, fields["separation"])
    check_covering(model, fields["covering"])


def _theorem_3(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("covering",))
    require_theorem_3(model)
    check_covering(model, fields["covering"])


def _constant_activation(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("turn", "counterexample"))
    require_one_format(model)
    require_saturating(model)
    require_two_values(model)
    require(len(set(model.table)) == 1, "the activation is not constant")
    _check_turn(_counterexample(model, fields["counterexample"]), fields["turn"])


def _separation(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("pair", "counterexample"))
    require_one_format(model)
    require_exact(model)
    require_saturating(model)
    x, y = integers(fields["pair"], "pair", 2)
    require(x < y, "pair: not in ascending order")
    check_inseparable(model, x, y)
    function = _counterexample(model, fields["counterexample"])
    require(function.inputs == 1, "counterexample: it has more than one input")
    apart = model.sigma(function((x,))) != model.sigma(function((y,)))
    require(apart, f"counterexample: σ does not separate its values at {x} and {y}")


def _covering(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("values", "turn", "counterexample"))
    require_one_format(model)
    require_exact(model)
    require_saturating(model)
    values = integers(fields["values"], "values")
    check_uncovered(model, values)
    function = _counterexample(model, fields["counterexample"])
    missed = set(values) - set(function.values)
    require(not missed, f"counterexample: it does not take the values {sorted(missed)[:3]}")
    _check_turn(function, fields["turn"])


def require_fixed_zero(model: Model) -> None:
    """Every layer maps zero inputs to 0: 0 ∈ K, σ(0) = 0, and every bias requantizes to 0."""
    require(0 in model.values, "0 is not in the format")
    require(model.sigma(0) == 0, "σ(0) is not 0")
    biases = model.biases
    if (biases.offsets, biases.first, biases.last) != ((0,), 0, 0):
        require_exact(model)
        require_saturating(model)
        require(biases.first is not None, "the biases are unbounded")
        assert biases.first is not None
        assert biases.last is not None
        # r is monotone: what the smallest and the largest bias give, all give
        for bias in (
            biases.offsets[0] + biases.step * biases.first,
            biases.offsets[-1] + biases.step * biases.last,
        ):
            require(model.requantize(bias) == 0, f"bias {bias} does not requantize to 0")


def _fixed_point(model: Model, evidence: object) -> None:
    fields = record(evidence, "evidence", ("counterexample",))
    require_one_format(model)
    require_fixed_zero(model)
    function = _counterexample(model, fields["counterexample"])
    require(function((0,) * function.inputs) != 0, "counterexample: it maps 0 to 0")


def require_monotone(model: Model) -> bool:
    """All neurons of a layer are monotone in one direction; returns whether that never turns."""
    rising = all(a <= b for a, b in pairwise(model.table))
    falling = all(a >= b for a, b in pairwise(model.table))
    nonnegative = model.weights[0] >= 0
    require(nonnegative or model.weights[-1] <= 0, "the weights have both signs")
    require(rising or falling, "the activation is not monotone")
    return nonnegative and rising


def _monotone(model: Model, evidence: object) -> None:
    either = isinstance(evidence, dict) and evidence.get("direction") == "either"
    names = ("direction", "turn", "counterexample") if either else ("direction", "counterexample")
    fields = record(evidence, "evidence", names)
    direction = one_of(fields["direction"], "direction", ("nondecreasing", "either"))
    require_one_format(model)
    require_saturating(model)
    nondecreasing = require_monotone(model)
    function = _counterexample(model, fields["counterexample"])
    if direction == "either":
        _check_turn(function, fields["turn"])
        return
    require(nondecreasing, "weights or activation may turn the direction")
    require(function.inputs == 1, "counterexample: it has more than one input")
    falls = any(a > b for a, b in pairwise(function.values))
    require(falls, "counterexample: it is nondecreasing")


@dataclass(frozen=True)
class _Function:
    """A counterexample: values row-major over raw inputs, last input fastest."""

    lo: int
    size: int
    inputs: int
    values: list[int]

    def __call__(self, point: tuple[int, ...]) -> int:
        index = 0
        for raw in point:
            index = index * self.size + raw - self.lo
        return self.values[index]


def _counterexample(model: Model, evidence: object) -> _Function:
    fields = record(evidence, "counterexample", ("inputs", "values"))
    inputs = integer(fields["inputs"], "counterexample.inputs")
    size = len(model.values)
    require(inputs >= 1, "counterexample: it has no inputs")
    if inputs > LARGEST_SET.bit_length() or size**inputs > LARGEST_SET:
        raise Incomplete(f"a counterexample with {inputs} inputs has more values than are read")
    values = integers(fields["values"], "counterexample.values", size**inputs)
    for value in values:
        require(value in model.values, f"counterexample: {value} is outside the format")
    return _Function(model.lo, size, inputs, values)


def _check_turn(function: _Function, evidence: object) -> None:
    """The function rises along a coordinate at one place and falls along it at another.

    A layer r(Σ w_i x_i + β) with saturating r, exact or sequential, is nondecreasing in x_i for
    w_i ≥ 0 and nonincreasing for w_i ≤ 0, whatever the other inputs; so this is none.
    """
    fields = record(evidence, "turn", ("coordinate", "rise", "fall"))
    coordinate = integer(fields["coordinate"], "turn.coordinate")
    require(0 <= coordinate < function.inputs, "turn: no such coordinate")
    for name, sign in (("rise", 1), ("fall", -1)):
        where = f"turn.{name}"
        points = fields[name]
        require(isinstance(points, list) and len(points) == 2, f"{where}: not two points")
        assert isinstance(points, list)
        start, end = (tuple(integers(point, where, function.inputs)) for point in points)
        within = range(function.lo, function.lo + function.size)
        require(all(raw in within for raw in start + end), f"{where}: outside the format")
        moved = [i for i in range(function.inputs) if start[i] != end[i]]
        require(moved == [coordinate], f"{where}: the points differ elsewhere")
        require(start[coordinate] < end[coordinate], f"{where}: the points are not ascending")
        change = function(end) - function(start)
        require(sign * change > 0, f"{where}: the function does not {name} there")


RULES = {
    "single_value": Rule("universal", "a format with one value has one function", _single_value),
    "theorem_2": Rule("universal", "Theorem 2: (D) and (C) suffice", _theorem_2),
    "theorem_3": Rule("universal", "Theorem 3: binary weights, unbounded biases", _theorem_3),
    "constant_activation": Rule(
        "not_universal",
        "with a constant activation, networks compute constants and single layers only",
        _constant_activation,
    ),
    "separation": Rule(
        "not_universal", "Proposition 1: hidden layers keep together what the first one does",
        _separation,
    ),
    "covering": Rule(
        "not_universal", "Proposition 1: output accumulators stay in one coset of N", _covering
    ),
    "fixed_point": Rule("not_universal", "the invariant f(0) = 0", _fixed_point),
    "monotone": Rule("not_universal", "the invariant of monotone layers", _monotone),
}  # fmt: skip
"""Every rule by the name a certificate gives it."""
