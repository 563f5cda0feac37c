"""The rules about sizes: no smaller network meets a function, among networks of bounded depth.

A size is a number of hidden neurons, of parameters (weights and biases other than 0; where 0 is no
weight, all weights and the biases other than 0), or of affine layers. Networks of the given depth
or less and of a smaller size are excluded by kinds, each by its part of the evidence:

- single layers, by listing their weights or as the rules about functions do;
- one hidden layer, by branching on what its neurons contribute (`branching`);
- given widths of hidden layers, by a refutation of the formula that says that such a network meets
  the function (`formulas`, `lrat`).

That no kind is forgotten is verified here: the checker lists what is smaller.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from .attachments import Attachments, read_proof
from .branching import Target, check_branching
from .claims import LARGEST_SET, Model
from .contributions import dictionary, hidden_functions
from .fields import integer, integers, items, kind, one_of, record
from .formulas import network_formula
from .function_rules import MOST_WEIGHTS, accumulators, check_no_single_layer
from .lrat import check_refutation
from .networks import check_network
from .outcomes import Incomplete, require
from .requirements import Point, Requirement
from .rules import require_exact, require_one_format, require_saturating

OBJECTIVES = {"neurons": "hidden neuron", "parameters": "parameter", "depth": "affine layer"}
"""The sizes, and what each counts."""


@dataclass(frozen=True)
class Size:
    """A bound on what is counted, None for none at all, and the depth up to which it holds."""

    objective: str
    bound: int | None
    max_depth: int


def read_size(value: object) -> Size:
    """The size in a claim; raises Invalid."""
    fields = record(value, "size", ("objective", "bound", "max_depth"))
    objective = one_of(fields["objective"], "size.objective", tuple(OBJECTIVES))
    bound = None if fields["bound"] is None else integer(fields["bound"], "size.bound")
    require(bound is None or bound >= 0, "size.bound: it is negative")
    max_depth = integer(fields["max_depth"], "size.max_depth")
    require(max_depth >= 1, "size.max_depth: no network has so few layers")
    return Size(objective, bound, max_depth)


def require_same_size(wanted: Size, size: Size | None) -> None:
    """A certificate's size is the one that is asked about."""
    same = wanted == size
    require(same, f"it is about another size: {_words(size)}, not {_words(wanted)}")


def _words(size: Size | None) -> str:
    if size is None:
        return "none"
    return f"{size.objective} {kind(size.bound)} at depth {kind(size.max_depth)} or less"


def size_meaning(statement: str, size: Size) -> str:
    """What a valid certificate says, in words."""
    among = f"among networks of depth at most {size.max_depth}"
    if size.bound is None:
        return f"{among}, none computes the function"
    counted = f"{size.bound} {OBJECTIVES[size.objective]}" + ("" if size.bound == 1 else "s")
    if statement == "minimum":
        return f"{among}, the smallest that computes the function has {counted}"
    return f"{among}, every one that computes the function has at least {counted}"


@dataclass(frozen=True)
class SizeRule:
    """What a rule concludes, the theorem it rests on, and the function that checks it."""

    concludes: str
    rests_on: str
    check: Callable[[Model, Requirement, Size, object, Attachments], None]


def _minimum(
    model: Model, wanted: Requirement, size: Size, evidence: object, attachments: Attachments
) -> None:
    fields = record(evidence, "evidence", ("layers", "single", "parts"))
    check_network(model, wanted, fields["layers"])
    depth, counted = _measured(model, size.objective, fields["layers"])
    shallow = depth <= size.max_depth
    require(shallow, f"layers: there are {depth}, more than {kind(size.max_depth)}")
    same = counted == size.bound
    require(same, f"layers: {counted} {OBJECTIVES[size.objective]}s, not {kind(size.bound)}")
    _check_nothing_smaller(model, wanted, size, fields, attachments)


def _bound(
    model: Model, wanted: Requirement, size: Size, evidence: object, attachments: Attachments
) -> None:
    fields = record(evidence, "evidence", ("single", "parts"))
    _check_nothing_smaller(model, wanted, size, fields, attachments)


def _measured(model: Model, objective: str, evidence: object) -> tuple[int, int]:
    """Depth and size of layers that have been read as a network before."""
    counts_zeros = 0 not in model.weight_set
    widths, parameters = [], 0
    for item in items(evidence, "layers"):
        fields = record(item, "layers", ("weights", "biases"))
        biases = integers(fields["biases"], "layers")
        rows = [integers(row, "layers") for row in items(fields["weights"], "layers")]
        widths.append(len(biases))
        parameters += sum(map(bool, biases))
        parameters += sum(len(row) if counts_zeros else sum(map(bool, row)) for row in rows)
    counted = {"neurons": sum(widths[:-1]), "parameters": parameters, "depth": len(widths)}
    return len(widths), counted[objective]


# --- What is smaller, and whether all of it is excluded ------------------------------------------


@dataclass(frozen=True)
class _Formula:
    """A part that excludes networks with these hidden widths."""

    widths: tuple[int, ...]
    proof: object
    where: str


@dataclass(frozen=True)
class _Branching:
    """A part that excludes networks with one hidden layer."""

    cases: object
    where: str


def _check_nothing_smaller(
    model: Model,
    wanted: Requirement,
    size: Size,
    fields: Mapping[str, object],
    attachments: Attachments,
) -> None:
    """No network of the depth or less is smaller than the bound and meets the requirement."""
    require_one_format(model)
    require_exact(model)
    require_saturating(model)
    parts = [
        _part(size, item, f"parts[{i}]") for i, item in enumerate(items(fields["parts"], "parts"))
    ]
    _check_covered(model, wanted, size, parts)
    if _may_be_single(size):
        _check_single(model, wanted, size, fields["single"])
    else:
        require(fields["single"] is None, "single: no single layer is smaller than the bound")
    for part in parts:
        if isinstance(part, _Branching):
            _check_one_hidden_layer(model, wanted, size, part)
        else:
            _check_formula(model, wanted, part, attachments)


def _part(size: Size, evidence: object, where: str) -> _Formula | _Branching:
    is_formula = isinstance(evidence, dict) and evidence.get("part") == "formula"
    names = ("part", "widths", "proof") if is_formula else ("part", "cases")
    fields = record(evidence, where, names)
    one_of(fields["part"], f"{where}.part", ("branching", "formula"))
    if not is_formula:
        return _Branching(fields["cases"], where)
    counted = size.objective == "neurons" and size.bound is not None
    require(counted, f"{where}: formulas bound numbers of neurons only")
    widths = tuple(integers(fields["widths"], f"{where}.widths"))
    require(len(widths) > 0, f"{where}.widths: there are none")
    require(min(widths) > 0, f"{where}.widths: a layer without neurons")
    if max(widths) > LARGEST_SET:
        raise Incomplete(f"{where}.widths: more neurons than {LARGEST_SET} in a layer")
    return _Formula(widths, fields["proof"], where)


def _may_be_single(size: Size) -> bool:
    """Whether a single layer may be smaller than the bound."""
    return size.bound is None or size.bound > (1 if size.objective == "depth" else 0)


def _check_covered(
    model: Model, wanted: Requirement, size: Size, parts: list[_Formula | _Branching]
) -> None:
    """Every kind of smaller network with hidden layers is excluded by some part."""
    one_hidden_layer = any(isinstance(part, _Branching) for part in parts)
    if size.objective == "neurons" and size.bound is not None:
        formulas = [part.widths for part in parts if isinstance(part, _Formula)]
        deepest = min(size.max_depth, size.bound) - 1  # in hidden layers, one neuron each
        for length in range(2 if one_hidden_layer else 1, deepest + 1):
            _check_widths_covered(model, size.bound - 1, length, formulas)
        return
    depths = size.max_depth
    if size.objective == "depth" and size.bound is not None:
        depths = min(depths, size.bound - 1)
    if size.objective == "parameters" and size.bound is not None:
        depths = min(depths, _deepest_within(model, wanted, size.bound - 1, size.max_depth))
    require(depths < 3, "parts: networks of depth 3 are not covered")
    require(depths < 2 or one_hidden_layer, "parts: networks of depth 2 are not covered")


def _deepest_within(model: Model, wanted: Requirement, parameters: int, most: int) -> int:
    """The greatest depth, `most` at most, of networks that may have so few parameters."""
    if parameters < 0:
        return 0
    if 0 in model.weight_set:
        return most  # all weights and biases may be 0
    if parameters < wanted.inputs + wanted.outputs:
        return 1
    # d weights, then one neuron to the next, then m weights
    return min(most, 2 + parameters - wanted.inputs - wanted.outputs)


def _check_widths_covered(
    model: Model, most: int, length: int, formulas: list[tuple[int, ...]]
) -> None:
    """All widths of this many layers that sum up to `most` or less are those of some formula.

    A network can be widened by neurons that the next layer gives the weight 0.
    """
    model.meter.spend(len(formulas))
    known = [widths for widths in formulas if len(widths) == length]
    require(bool(known), f"parts: networks with {length} hidden layers are not covered")
    can_widen = 0 in model.weight_set
    for widths in _compositions(most, length):
        model.meter.spend(1 + length * len(known))
        covered = any(
            all(n <= limit for n, limit in zip(widths, limits, strict=True))
            if can_widen
            else widths == limits
            for limits in known
        )
        require(covered, f"parts: hidden widths {kind(widths)} are not covered")


def _compositions(most: int, length: int) -> Iterator[tuple[int, ...]]:
    """All tuples of so many positive integers with a sum of `most` or less."""
    widths, total = [1] * length, length
    while True:
        yield tuple(widths)
        at = length - 1
        while total == most:
            total -= widths[at] - 1
            widths[at] = 1
            at -= 1
            if at < 0:
                return
        widths[at] += 1
        total += 1


# --- Single layers -------------------------------------------------------------------------------


def _check_single(model: Model, wanted: Requirement, size: Size, evidence: object) -> None:
    """No single layer meets the requirement, or (of parameters) none with so few of them."""
    if evidence is not None:
        check_no_single_layer(model, wanted, evidence)
        return
    if len(model.weights) ** wanted.inputs > MOST_WEIGHTS:
        raise Incomplete("a single layer has more weights than are tried")
    total = 0
    for output in range(wanted.outputs):
        fewest = _fewest_parameters(model, wanted, output)
        if fewest is None:
            return
        total += fewest
    if size.objective != "parameters" or size.bound is None:
        require(False, "single: a single layer meets the function")
    assert size.bound is not None
    require(total >= size.bound, f"single: {total} parameters of a single layer are enough")


def _fewest_parameters(model: Model, wanted: Requirement, output: int) -> int | None:
    """Of the neurons r(w·x + β) that meet this output's intervals; None where none does."""
    ends = [
        (point, *accumulators(model, wanted, i, output)) for i, point in enumerate(wanted.points)
    ]
    counts_zeros = 0 not in model.weight_set
    best: int | None = None
    for weights in product(model.weights, repeat=wanted.inputs):
        model.meter.spend(len(ends) * wanted.inputs)
        bias_counts = _bias_counts(model, weights, ends)
        if bias_counts is not None:
            parameters = len(weights) if counts_zeros else sum(map(bool, weights))
            best = parameters + bias_counts if best is None else min(best, parameters + bias_counts)
    return best


def _bias_counts(
    model: Model,
    weights: tuple[int, ...],
    ends: list[tuple[Point, int | None, int | None]],
) -> int | None:
    """0 or 1, for the bias 0 or another one that these weights do with; None where none does."""
    least: int | None = None
    most: int | None = None
    for point, low, high in ends:
        sum_ = sum(weight * raw for weight, raw in zip(weights, point, strict=True))
        if low is not None and (least is None or low - sum_ > least):
            least = low - sum_
        if high is not None and (most is None or high - sum_ < most):
            most = high - sum_
    if (least is None or least <= 0) and (most is None or most >= 0) and model.has_bias(0):
        return 0
    if most is None:
        found = least is None or model.first_bias_from(least) is not None
        return 1 if found else None
    bias = model.last_bias_up_to(most)
    return 1 if bias is not None and (least is None or bias >= least) else None


# --- One hidden layer ----------------------------------------------------------------------------


def _check_one_hidden_layer(
    model: Model, wanted: Requirement, size: Size, part: _Branching
) -> None:
    """No network with one hidden layer and less than the bound meets the requirement."""
    cases = items(part.cases, f"{part.where}.cases")
    live: list[tuple[tuple[bool, ...], int | None]] = []
    for free, budget in _cases(model, wanted, size):
        require(len(live) < len(cases), f"{part.where}: there are too few cases")
        live.append((free, budget))
    require(len(live) == len(cases), f"{part.where}: there are more cases than {len(live)}")
    if not live:
        return
    ends = [
        accumulators(model, wanted, point, output)
        for point in range(len(wanted.points))
        for output in range(wanted.outputs)
    ]
    low, high = tuple(low for low, _ in ends), tuple(high for _, high in ends)
    hidden = hidden_functions(model, wanted)
    counts_parameters = size.objective == "parameters" and size.bound is not None
    for i, (free, budget) in enumerate(live):
        target = Target(model, low, high, free)
        listed = dictionary(model, wanted, hidden, free, counts_parameters=counts_parameters)
        check_branching(target, listed, budget, cases[i], f"{part.where}.cases[{i}]")


def _cases(
    model: Model, wanted: Requirement, size: Size
) -> Iterator[tuple[tuple[bool, ...], int | None]]:
    """Which outputs have free biases, and what is left for neurons; None: any number of them."""
    all_free = (True,) * wanted.outputs
    if size.bound is None or size.objective == "depth":
        yield all_free, None
    elif size.objective == "neurons":
        if size.bound > 0:
            yield all_free, size.bound - 1
    else:
        has_zero = model.has_bias(0)
        for mask in range(1 << wanted.outputs):
            model.meter.spend(wanted.outputs)
            free = tuple(bool(mask >> output & 1) for output in range(wanted.outputs))
            budget = size.bound - 1 - sum(free)
            if budget >= 0 and (has_zero or all(free)):
                yield free, budget


# --- Widths --------------------------------------------------------------------------------------


def _check_formula(
    model: Model, wanted: Requirement, part: _Formula, attachments: Attachments
) -> None:
    """The formula of networks with these hidden widths has a refutation."""
    formula = network_formula(model, wanted, part.widths)
    proof = read_proof(part.proof, f"{part.where}.proof", attachments)
    check_refutation(formula.clauses, proof, model.meter)


SIZE_RULES = {
    "minimum_size": SizeRule(
        "minimum", "Theorem 17: what a network of bounded depth and size contributes", _minimum
    ),
    "size_bound": SizeRule(
        "at_least", "Theorem 17: what a network of bounded depth and size contributes", _bound
    ),
}
"""Every rule about sizes by the name a certificate gives it."""
