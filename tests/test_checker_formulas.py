"""The clauses hold together exactly if some network of the widths exists: by listing them all."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, combinations_with_replacement, product
from random import Random
from typing import Any

import pytest

from fxprove.checker import clauses as clauses_module
from fxprove.checker import formulas
from fxprove.checker.claims import Model as CheckedModel
from fxprove.checker.claims import read_model
from fxprove.checker.clauses import Clauses, Number, multiple_of, require_at_least, require_at_most
from fxprove.checker.clauses import sum_of as sum_of_numbers
from fxprove.checker.formulas import Formula, Layer, network_formula
from fxprove.checker.networks import check_network
from fxprove.checker.outcomes import Incomplete, Invalid, Meter
from fxprove.checker.requirements import Requirement
from fxprove.minimization.solver_process import solved
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.rounding import Rounding

Values = tuple[int, ...]


def assignment_of(formula: Formula) -> frozenset[int] | None:
    """The true literals of an assignment, as a solver finds it."""
    numbers = list(chain.from_iterable((*clause, 0) for clause in formula.clauses))
    found = solved(numbers, None)
    return None if found is None else frozenset(found)


def checked(model: Model) -> CheckedModel:
    return read_model(model_json(model))


def network_by_formula(
    model: CheckedModel, wanted: Requirement, widths: Values
) -> tuple[Layer, ...] | None:
    """The network that the formula's assignment describes, replayed; None if there is none."""
    formula = network_formula(model, wanted, widths)
    assert all(0 < abs(x) <= formula.variables for clause in formula.clauses for x in clause)
    assert all(clause for clause in formula.clauses)
    found = assignment_of(formula)
    if found is None:
        return None
    layers = formula.decode(model, found)
    assert tuple(len(biases) for _, biases in layers[:-1]) == widths
    evidence = [
        {"weights": [list(row) for row in rows], "biases": list(biases)} for rows, biases in layers
    ]
    check_network(model, wanted, evidence)
    return layers


# --- By definition --------------------------------------------------------------------------------


def biases_that_matter(model: Model, inputs: int) -> list[int]:
    """All of finite biases; of unbounded ones those beyond which neurons stay saturated."""
    if not model.biases.is_unbounded:
        return model.biases.between(model.biases.smallest, model.biases.largest)
    largest = max(abs(model.format.lo), abs(model.format.hi))
    reach = inputs * model.weights.largest_magnitude * largest
    reach += model.weights.scale * (largest + 2) + model.biases.step
    return model.biases.between(-reach, reach)


@cache
def neurons(model: Model, columns: tuple[Values, ...]) -> frozenset[Values]:
    """The pre-activations at all points of all neurons that read these columns of values."""
    points = list(zip(*columns, strict=True))
    return frozenset(
        tuple(model.neuron(point, weights, bias) for point in points)
        for weights in product(model.weights.raws, repeat=len(columns))
        for bias in biases_that_matter(model, len(columns))
    )


def last_layers(
    model: Model, columns: tuple[Values, ...], widths: Values
) -> Iterator[frozenset[Values]]:
    """For each choice of hidden layers: what outputs can be."""
    listed = neurons(model, columns)
    if not widths:
        yield listed
        return
    hidden = sorted({tuple(map(model.activation, values)) for values in listed})
    for layer in combinations_with_replacement(hidden, widths[0]):
        yield from last_layers(model, layer, widths[1:])


def is_met(outputs: Sequence[frozenset[Values]], wanted: Requirement) -> bool:
    """Whether one choice of hidden layers has values within the bounds for each of the outputs."""
    m, n = wanted.outputs, len(wanted.points)
    bounds = [[wanted.interval(i, j) for i in range(n)] for j in range(m)]
    return any(
        all(
            any(
                all(low <= v <= high for v, (low, high) in zip(values, ends, strict=True))
                for values in reached
            )
            for ends in bounds
        )
        for reached in outputs
    )


# --- Agreement ------------------------------------------------------------------------------------

BIASES = (
    "wide", "accumulator", "format", "none", "[-1,2]", "[0,1]+every(4)", "[0]+every(3)",
    "[-1,2]+format", "[-5,-1,3]", "[0,1]+wide", "[-9,0,4,9]",
)  # fmt: skip
WEIGHTS = (
    "[-1,1]@1",
    "[-1,0,1]@2",
    "[1,2]@1",
    "[-2,1]@3",
    "[-3,0,1]@2",
    "[0,1]@1",
    "[2]@1",
    "[0]@1",
)


def random_question(random: Random, inputs: int, sizes: Values) -> tuple[Model, tuple[Values, ...]]:
    """A model with a format of one of these sizes, and points."""
    size = random.choice(sizes)
    lo = random.choice((-2, -1, -1, 0, 1))
    some = random.sample(range(lo, lo + size), random.choice((1, 2, 2)))
    model = Model.of(
        format=f"raw({lo},{lo + size - 1},{random.choice((1, 2))})",
        weights=random.choice(WEIGHTS),
        bias=random.choice(BIASES),
        rounding=random.choice(list(Rounding)),
        activation=random.choice(
            (
                [random.choice(range(lo, lo + size)) for _ in range(size)],
                [random.choice(some) for _ in range(size)],
                sorted(random.choice(range(lo, lo + size)) for _ in range(size)),
            )
        ),
    )
    points = list(product(model.format.raws, repeat=inputs))
    if random.random() < 0.5:
        points = random.sample(points, random.randint(1, min(5, len(points))))
    return model, tuple(points)


def some_requirements(
    random: Random, model: Model, points: tuple[Values, ...], m: int, met: list[frozenset[Values]]
) -> Iterator[Requirement]:
    """Functions that some network computes, one value changed, others, and tolerances."""
    raws = list(model.format.raws)
    inputs = len(points[0])
    for _ in range(3):
        reached = sorted(random.choice(met))
        columns = [list(random.choice(reached)) for _ in range(m)]
        if random.random() < 0.6:
            column = random.choice(columns)
            column[random.randrange(len(points))] = random.choice(raws)
        low = tuple(chain.from_iterable(zip(*columns, strict=True)))
        yield Requirement(inputs, m, points, low, low)
    for _ in range(3):
        ends = [sorted(random.choices(raws, k=2)) for _ in range(m * len(points))]
        low, high = (tuple(column) for column in zip(*ends, strict=True))
        yield Requirement(inputs, m, points, low, high)


def agreement(seed: int, inputs: int, outputs: int, widths: Values) -> tuple[int, int]:
    """How many requirements are met and how many are not; formula and definition agree."""
    random = Random(f"{seed} {inputs} {outputs} {widths}")
    sizes = (2, 3, 3, 4) if inputs + sum(widths) < 4 else (2, 3)
    model, points = random_question(random, inputs, sizes)
    columns = tuple(zip(*points, strict=True))
    met = list(set(last_layers(model, columns, widths)))
    counts = [0, 0]
    for wanted in some_requirements(random, model, points, outputs, met):
        found = network_by_formula(checked(model), wanted, widths)
        expected = is_met(met, wanted)
        assert (found is not None) == expected, (model, wanted)
        counts[expected] += 1
    return counts[1], counts[0]


SHAPES = [
    (1, 1, (1,)), (1, 1, (2,)), (1, 1, (3,)), (1, 2, (1,)), (1, 2, (2,)), (2, 1, (1,)),
    (2, 1, (2,)), (2, 2, (1,)), (2, 2, (2,)), (1, 1, (1, 1)), (1, 1, (1, 2)), (1, 1, (2, 1)),
    (1, 2, (1, 1)), (1, 2, (2, 1)), (2, 1, (1, 1)), (1, 1, (1, 1, 1)), (1, 1, (1, 3)),
    (1, 1, (2, 2)),
]  # fmt: skip


@pytest.mark.parametrize("listed", ["items", "factors"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_formula_holds_exactly_if_some_network_does(
    shape: tuple[int, int, Values], listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if listed == "factors":
        monkeypatch.setattr(formulas, "MOST_ITEMS", 0)
    counts = [agreement(seed, *shape) for seed in range(8)]
    assert sum(met for met, _ in counts) > 0
    assert sum(missed for _, missed in counts) > 0


@pytest.mark.long
@pytest.mark.parametrize("listed", ["items", "factors"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_formula_holds_exactly_if_some_network_does_on_many_models(
    shape: tuple[int, int, Values], listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if listed == "factors":
        monkeypatch.setattr(formulas, "MOST_ITEMS", 0)
    for seed in range(100, 250):
        agreement(seed, *shape)


@pytest.mark.parametrize("rounding", list(Rounding))
@pytest.mark.parametrize("listed", ["items", "factors"])
def test_all_functions_of_a_format_in_every_rounding_mode(
    rounding: Rounding, listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if listed == "factors":
        monkeypatch.setattr(formulas, "MOST_ITEMS", 0)
    model = Model.of(
        format="raw(-1,1,1)", activation=[-1, 1, 0], weights="[-1,2]@2", rounding=rounding
    )
    points = tuple((raw,) for raw in model.format.raws)
    met = list(last_layers(model, ((-1, 0, 1),), (1,)))
    answers = set()
    for values in product(model.format.raws, repeat=3):
        wanted = Requirement(1, 1, points, values, values)
        expected = is_met(met, wanted)
        assert (network_by_formula(checked(model), wanted, (1,)) is not None) == expected
        answers.add(expected)
    assert answers == {True, False}


def test_a_format_of_one_value() -> None:
    model = Model.of(format="raw(2,2,1)", activation=[2], weights="[1]@1")
    wanted = Requirement(1, 1, ((2,),), (2,), (2,))
    assert network_by_formula(checked(model), wanted, (2, 1)) is not None


def test_exactly_two_neurons_do_not_cover_one_where_no_weight_is_zero() -> None:
    # one neuron: 1·x or 1·0; two add up to 0 or 2 at x = 1, and no bias but 0 is there
    model = Model.of(format="raw(0,1,1)", activation="identity", weights="[2]@2", bias="none")
    wanted = Requirement(1, 1, ((0,), (1,)), (0, 1), (0, 1))
    assert network_by_formula(checked(model), wanted, (1,)) is not None
    parity = Model.of(format="raw(-1,1,1)", activation=[-1, 1, 1], weights="[1]@1", bias="none")
    odd = Requirement(1, 1, ((-1,), (1,)), (0, 0), (0, 0))
    assert network_by_formula(checked(parity), odd, (1,)) is None


# --- Symmetry -------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, 2_500])
def test_neurons_come_in_order(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "MOST_ITEMS", limit)
    model = checked(Model.of(format="raw(-2,2,1)", activation="relu"))
    points = tuple((raw,) for raw in model.values)
    wanted = Requirement(1, 1, points, (2, 1, 0, 1, 2), (2, 1, 0, 1, 2))
    layers = network_by_formula(model, wanted, (2, 3))
    assert layers is not None
    if limit == 0:
        (rows, biases), (_, next_biases), _ = layers
        assert list(zip(rows, biases, strict=True)) == sorted(zip(rows, biases, strict=True))
        assert list(next_biases) == sorted(next_biases)


# --- Refusals and limits --------------------------------------------------------------------------


def small() -> tuple[CheckedModel, Requirement]:
    model = checked(Model.of(format="raw(-1,1,1)", activation="relu"))
    return model, Requirement(1, 1, ((-1,), (0,), (1,)), (1, 0, 1), (1, 0, 1))


def test_the_same_claim_has_the_same_clauses() -> None:
    (model, wanted), (other, same) = small(), small()
    one, two = (network_formula(m, w, [2, 1]) for m, w in ((model, wanted), (other, same)))
    assert (one.variables, one.clauses) == (two.variables, two.clauses)
    assert model.meter.spent == other.meter.spent > len(one.clauses)


@pytest.mark.parametrize("widths", [(), (0,), (1, 0), (-1,)])
def test_other_widths_are_refused(widths: Values) -> None:
    with pytest.raises(Invalid, match="widths"):
        network_formula(*small(), widths)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"overflow": "wrap"}, "saturating"),
        ({"accumulate": "sequential"}, "exact_accumulation"),
        ({"input_format": "raw(-1,2,1)"}, "single_format"),
    ],
)
def test_other_arithmetics_are_refused(options: dict[str, str], words: str) -> None:
    given: dict[str, Any] = {"format": "raw(-1,1,1)", "activation": "relu", **options}
    model = checked(Model.of(**given))
    with pytest.raises(Invalid, match=words):
        network_formula(model, small()[1], (1,))


@pytest.mark.parametrize("widths", [(10**9,), (5000, 5000), (1,) * 1_000_000])
def test_too_many_neurons_are_not_written(widths: Values) -> None:
    with pytest.raises(Incomplete):
        network_formula(*small(), widths)


def test_many_weights_are_not_listed() -> None:
    model = checked(Model.of(format="Q7.8", activation="relu"))
    points = tuple((raw,) * 2 for raw in range(10))
    with pytest.raises(Incomplete, match="too many weights"):
        network_formula(model, Requirement(2, 1, points, (0,) * 10, (0,) * 10), (1,))


def test_the_limit_of_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(network_formula(*small(), (2,)).clauses)
    monkeypatch.setattr(clauses_module, "MOST_CLAUSES", count)
    assert len(network_formula(*small(), (2,)).clauses) == count
    monkeypatch.setattr(clauses_module, "MOST_CLAUSES", count - 1)
    with pytest.raises(Incomplete, match="clauses"):
        network_formula(*small(), (2,))


def test_the_limit_of_steps() -> None:
    model, wanted = small()
    network_formula(model, wanted, (2,))
    other, same = small()
    other.meter.limit = model.meter.spent - 1
    with pytest.raises(Incomplete, match="steps"):
        network_formula(other, same, (2,))


# --- Numbers --------------------------------------------------------------------------------------


def values_of(clauses: Clauses, number: Number, forced: Sequence[int] = ()) -> set[int]:
    """All values that a number has where the clauses hold."""
    found = set[int]()
    blocked: list[tuple[int, ...]] = [(literal,) for literal in forced]
    while True:
        written = [*clauses.written, *blocked]
        model = solved(list(chain.from_iterable((*clause, 0) for clause in written)), None)
        if model is None:
            return found
        true = frozenset(model)
        found.add(number.value(true))
        blocked.append(tuple(-bit if bit in true else bit for bit in number.bits) or (-1,))


@pytest.mark.parametrize("bounds", [(0, 0, 3, 3), (0, 1, 0, 1), (-3, 4, 2, 9), (1, 6, -20, 5)])
def test_numbers_add_up(bounds: tuple[int, int, int, int]) -> None:
    a, b, c, d = bounds
    for x, y in product(range(a, b + 1), range(c, d + 1)):
        clauses = Clauses(Meter())
        left, right = clauses.number(a, b), clauses.number(c, d)
        for number, value in ((left, x), (right, y)):
            bits = number.bits  # which may still be more than high
            free = Number(number.low, number.low + (1 << len(bits)) - 1, bits)
            require_at_least(clauses, (), free, value)
            require_at_most(clauses, (), free, value)
        assert values_of(clauses, sum_of_numbers(clauses, left, right)) == {x + y}


@pytest.mark.parametrize("factor", [1, 2, 3, 5, 6, 7, 12])
def test_multiples(factor: int) -> None:
    clauses = Clauses(Meter())
    number = clauses.number(0, 7)
    assert values_of(clauses, multiple_of(clauses, number, factor)) == set(
        range(0, 8 * factor, factor)
    )


@pytest.mark.parametrize(("low", "high"), [(0, 15), (-5, 2), (3, 3)])
def test_comparisons(low: int, high: int) -> None:
    for bound in range(low - 2, high + 3):
        for require, kept in (
            (require_at_least, {x for x in range(low, high + 1) if x >= bound}),
            (require_at_most, {x for x in range(low, high + 1) if x <= bound}),
        ):
            clauses = Clauses(Meter())
            number, unless = clauses.number(low, high), clauses.new()
            require(clauses, (unless,), number, bound)
            every = set(range(low, high + 1))
            assert values_of(clauses, number, [unless]) == every
            assert values_of(clauses, number, [-unless]) == kept


# --- Order ----------------------------------------------------------------------------------------


def is_possible(clauses: Clauses, forced: Sequence[int]) -> bool:
    written = [*clauses.written, *((literal,) for literal in forced)]
    return solved(list(chain.from_iterable((*clause, 0) for clause in written)), None) is not None


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_numbers_in_order_are_all_pairs_in_order(size: int) -> None:
    clauses = Clauses(Meter())
    one, other = clauses.number(0, size - 1), clauses.number(0, size - 1)
    formulas._require_order(clauses, one, other)
    width = len(one.bits)
    for x, y in product(range(1 << width), repeat=2):
        bits = [(one.bits[i], x >> i & 1) for i in range(width)]
        bits += [(other.bits[i], y >> i & 1) for i in range(width)]
        assert is_possible(clauses, [bit if on else -bit for bit, on in bits]) == (x <= y)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_choices_in_order_are_all_pairs_in_order(size: int) -> None:
    clauses = Clauses(Meter())
    one, other, unless = clauses.chain(size), clauses.chain(size), clauses.new()
    formulas._require_order(clauses, one, other, (unless,))
    singles = [clauses.singled(chosen) for chosen in (one, other)]
    for x, y in product(range(size), repeat=2):
        chosen = [singles[0][x], singles[1][y]]
        assert is_possible(clauses, [*chosen, -unless]) == (x <= y)
        assert is_possible(clauses, [*chosen, unless])


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_exactly_one_position_is_chosen(size: int) -> None:
    clauses = Clauses(Meter())
    singles = clauses.singled(clauses.chain(size))
    for chosen in product((False, True), repeat=size):
        forced = [x if on else -x for x, on in zip(singles, chosen, strict=True)]
        assert is_possible(clauses, forced) == (sum(chosen) == 1)
