"""Networks that are built: against the oracle and the definition, and evaluated one by one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from fxprove.budgets import Budget
from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.entry import outcome
from fxprove.construction import constructing
from fxprove.construction.axes import Axis
from fxprove.construction.circuits import NoCircuit
from fxprove.construction.constructing import Construction, construct
from fxprove.errors import Disagreement, InputError
from fxprove.formats import Format
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.oracle import OracleLimit, representable_functions
from fxprove.representation import represent
from fxprove.requirements import Requirement
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.random_models import model_of, random_spelling
from tests.represented_by_definition import is_represented
from tests.test_representation import any_model, any_requirement, required

Values = Sequence[int]


def function_of(model: Model, values: Iterable[int], inputs: int = 1) -> Requirement:
    return Requirement.of(Function(format=model.format, inputs=inputs, values=tuple(values)))


def replayed(answer: Construction) -> Construction:
    """The answer, its network evaluated neuron by neuron at every input asked about."""
    network = answer.network
    assert (network is not None) == (answer.verdict == PROVED)
    if network is None:
        assert answer.size is None and answer.bound is None and answer.way is None
        return answer
    wanted = answer.representation.requirement
    for point, low, high in zip(wanted.points, wanted.low, wanted.high, strict=True):
        found = network.evaluate(tuple(map(int, point)))
        assert np.all((low <= found) & (found <= high)), (network.model, point, found)
    assert answer.size == network.size
    return answer


def checked(answer: Construction) -> Construction:
    """The answer, after the checker accepted its certificate as a proof of just this claim."""
    assert answer.certificate is not None
    document: Any = strict_json.loads(serialized(answer.certificate))
    status, lines = outcome(document, claim=document["claim"])
    assert status == 0, lines
    expected = "representable" if answer.verdict == PROVED else "not_representable"
    assert document["claim"]["statement"] == expected
    return answer


def built(model: Model, wanted: Requirement) -> Construction:
    answer = replayed(construct(model, wanted))
    assert answer.verdict == PROVED, answer.reason
    return answer


def family_of(answer: Construction) -> str:
    """What the construction is called before the first comma."""
    assert answer.way is not None
    return answer.way.split(",")[0].split(" (")[0]


# --- Exactly the representable functions ----------------------------------------------------------


def build_every_function(model: Model, listed: frozenset[tuple[int, ...]]) -> Counter[str]:
    """Each of K^1 → K is built if it is listed, and refuted or (seldom) unknown if not."""
    seen = Counter[str]()
    for values in product(model.format.raws, repeat=model.format.size):
        answer = replayed(construct(model, function_of(model, values)))
        if answer.verdict == PROVED:
            assert values in listed, (model, values)
            seen[family_of(answer)] += 1
        elif answer.verdict == REFUTED:
            assert values not in listed, (model, values)
            seen["refuted"] += 1
        else:
            assert answer.representation.verdict != PROVED, (model, values, answer.reason)
            seen["unknown"] += 1
    return seen


def build_what_the_oracle_lists(models: int, sizes: tuple[int, ...], seed: int) -> Counter[str]:
    random, seen, count = Random(seed), Counter[str](), 0
    while count < models:
        model = model_of(random_spelling(random, sizes))
        try:
            listed = frozenset(representable_functions(model))
        except OracleLimit:
            continue
        count += 1
        found = build_every_function(model, listed)
        if all(represent(model, function_of(model, next(iter(listed)))).hypotheses.values()):
            assert not found["unknown"], model
            assert found.total() - found["refuted"] == len(listed)
        seen += found
    return seen


def test_of_tiny_models_exactly_the_representable_functions_are_built() -> None:
    seen = build_what_the_oracle_lists(24, (2, 3, 3), seed=5)
    assert min(seen[name] for name in ("single layer", "coordinates", "refuted")) > 50, seen


@pytest.mark.parametrize("activation", [(-1, 0, 0, 1), (1, -2, -2, 1), (0, 0, -2, 0)], ids=str)
def test_of_four_values_exactly_the_representable_functions_are_built(
    activation: tuple[int, ...],
) -> None:
    model = Model.of(format="Q1.0", activation=activation, weights="ternary")
    listed = frozenset(representable_functions(model))
    seen = build_every_function(model, listed)
    assert not seen["unknown"]
    assert 256 - seen["refuted"] == len(listed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_of_many_tiny_models_exactly_the_representable_functions_are_built(seed: int) -> None:
    build_what_the_oracle_lists(100, (2, 3, 3, 4), seed=100 + seed)


def test_of_two_values_and_two_inputs_exactly_the_representable_functions_are_built() -> None:
    random, seen = Random(12), Counter[bool]()
    while seen.total() < 16 * 16:
        model = model_of(random_spelling(random, (2,)))
        wanted = [function_of(model, v, 2) for v in product(model.format.raws, repeat=4)]
        answers = [replayed(construct(model, each)) for each in wanted]
        if not all(answers[0].representation.hypotheses.values()):
            continue
        for each, answer in zip(wanted, answers, strict=True):
            possible = is_represented(model, each)
            assert answer.verdict == (PROVED if possible else REFUTED), (model, each.low)
            seen[possible] += 1
    assert min(seen.values()) > 50


# --- Whatever is proved is built ------------------------------------------------------------------


def build_all_that_is_proved(count: int, seed: int) -> Counter[str]:
    """Random models and requirements: built if and only if `represent` proves it, never else."""
    random, seen = Random(seed), Counter[str]()
    while seen.total() < count:
        inputs = random.choice((1, 1, 2, 2, 3))
        sizes = {1: (1, 2, 3, 4, 6, 9), 2: (2, 3, 4, 5), 3: (2, 3)}[inputs]
        model = any_model(random, sizes)
        if _is_far(model):
            continue  # such constants need more copies than a network may have
        wanted = any_requirement(random, model, inputs)
        answer = replayed(construct(model, wanted))
        known = represent(model, wanted)
        shown = (model, wanted.points, wanted.low, wanted.high, answer.reason)
        assert isinstance(answer.verdict, Unknown) == isinstance(known.verdict, Unknown), shown
        assert isinstance(known.verdict, Unknown) or answer.verdict == known.verdict, shown
        if not isinstance(answer.verdict, Unknown) and random.random() < 0.1:
            checked(answer)
        name = {PROVED: "built", REFUTED: "refuted"}.get(answer.verdict, "unknown")
        seen[family_of(answer) if name == "built" else name] += 1
    return seen


def _is_far(model: Model) -> bool:
    return max(map(abs, model.biases.offsets)) > 10**6


def test_what_is_proved_is_built_and_nothing_else() -> None:
    seen = build_all_that_is_proved(500, seed=31)
    for name in ("single layer", "coordinates", "refuted", "unknown"):
        assert seen[name] >= 10, seen


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_of_ten_thousand_questions_what_is_proved_is_built(seed: int) -> None:
    build_all_that_is_proved(1000, seed=1000 + seed)


def functions_of_a_model(random: Random, model: Model, inputs: int) -> Iterable[Values]:
    """Constant, one-hot, checkerboard, random, projection, permutation."""
    values, points = list(model.format.raws), model.format.size**inputs
    spread = list(product(values, repeat=inputs))
    low, high = values[0], values[-1]
    yield [random.choice(values)] * points
    one = [low] * points
    one[random.randrange(points)] = high
    yield one
    yield [(low, high)[sum(point) % 2] for point in spread]
    yield [random.choice(values) for _ in spread]
    yield [point[-1] for point in spread]
    shuffled = random.sample(values, len(values))
    yield [shuffled[point[0] - low] for point in spread]
    yield [min(high, max(low, sum(point))) for point in spread]


MODELS: dict[str, dict[str, Any]] = {
    "relu, wide": {"activation": "relu"},
    "gelu, half-up": {"activation": "gelu", "rounding": "half-up"},
    "sign-like": {"activation": [-4, -4, -4, -4, -3, -3, -3, -3]},
    "equal ends: abs": {"activation": "abs", "format": "raw(-3,3,1)"},
    "equal ends: gaussian": {"activation": "gaussian", "format": "raw(-3,3,2)"},
    "equal ends: a bump": {"activation": [0, 0, 0, 2, 1, 0, 0, 0]},
    "not monotone": {"activation": [2, -3, 1, -4, 3, 0, -1, 2]},
    "two values": {"activation": [1, 1, 0, 1, 0, 0, 1, 0]},
    "ternary": {"activation": "relu", "weights": "ternary"},
    "listed weights, gaps": {"activation": "relu", "weights": "[-7,-2,0,5]@4"},
    "listed weights, gcd 2": {"activation": "tanh", "weights": "[-6,0,4]@2"},
    "biases of the format": {"activation": "relu", "bias": "format"},
    "biases of the accumulator": {"activation": "relu", "bias": "accumulator"},
    "few biases": {"activation": "relu", "bias": "[-1,2]+format"},
    "unsigned format": {"activation": "relu", "format": "UQ1.2", "weights": "raw(-4,3,2)"},
    "floor": {"activation": "sigmoid", "rounding": "floor"},
    "binary": {"activation": "relu", "weights": "binary"},
    "binary, equal ends": {"activation": "abs", "weights": "binary", "format": "raw(-3,3,1)"},
    "binary, sign-like": {"activation": [0, 0, 0, 0, 1, 1, 1, 1], "weights": "binary"},
}


@cache
def named(name: str) -> Model:
    return Model.of(**{"format": "Q1.1", **MODELS[name]})


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("inputs", [1, 2])
def test_functions_made_to_be_hard_are_built_or_refuted(name: str, inputs: int) -> None:
    model = named(name)
    random = Random(f"{name} {inputs}")
    for values in functions_of_a_model(random, model, inputs):
        wanted = function_of(model, values, inputs)
        answer = replayed(construct(model, wanted))
        assert not isinstance(answer.verdict, Unknown), (values, answer.reason)
        assert answer.verdict == represent(model, wanted).verdict
    checked(answer)


def test_those_models_are_mostly_universal() -> None:
    """So that the test above builds more than it refutes."""
    random, verdicts = Random(1), Counter[bool]()
    for name in MODELS:
        for values in functions_of_a_model(random, named(name), 1):
            answer = represent(named(name), function_of(named(name), values))
            verdicts[answer.verdict == PROVED] += 1
    assert verdicts[True] > 2 * verdicts[False], verdicts


# --- Several outputs, tolerances, don't-cares, restricted domains ---------------------------------


def test_several_outputs_share_one_network() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    points = list(product(model.format.raws, repeat=2))
    values = [(min(3, x + 4), max(x, y), min(x, y), -4 if x < y else 3) for x, y in points]
    wanted = required(model, values, points=points, outputs=4)
    answer = checked(built(model, wanted))
    assert answer.network is not None
    assert answer.network.outputs == 4
    assert [answer.network.evaluate(point) for point in points] == values


def test_equal_outputs_are_two_neurons() -> None:
    model = Model.of(format="Q1.0", activation="relu")
    wanted = required(model, [(v, v) for v in (0, 1, -2, 1)], outputs=2)
    answer = built(model, wanted)
    assert answer.network is not None
    assert answer.network.outputs == 2


def test_tolerances_are_used_and_kept() -> None:
    """Values 0 and -1 do not appear together, and 0 alone with -2 and 1 does."""
    model = Model.of(format="raw(-2,1,1)", activation=[-1, -1, 1, 1], weights="ternary")
    assert construct(model, required(model, [-1, 0, -1, 0])).verdict == REFUTED
    answer = built(model, required(model, [-1, 0, -2, 0], [0, 0, 1, 0]))
    assert answer.network is not None


def test_inputs_that_do_not_matter_are_not_looked_at() -> None:
    """What hidden layers cannot tell apart may differ where nothing is asked."""
    model = Model.of(format="raw(0,3,1)", weights="ternary", bias="format", activation=[0, 0, 1, 1])
    values = [0, 3, 0, 3]  # 2 and 3 are told apart by no neuron
    assert construct(model, required(model, values)).verdict == REFUTED
    built(model, required(model, [0, 3, 0, 0], [0, 3, 0, 3]))
    built(model, required(model, [0, 3, 3], points=[0, 1, 3]))


def test_a_question_about_one_input_or_about_nothing_is_answered() -> None:
    model = Model.of(format="Q1.0", activation="relu")
    built(model, required(model, [1], points=[-2]))
    built(model, required(model, [-2] * 4, [1] * 4))


def test_a_format_of_one_value_has_one_function() -> None:
    model = Model.of(format="raw(2,2,1)", activation=[2])
    built(model, function_of(model, [2]))


# --- Every family of axes is reached --------------------------------------------------------------

FAMILIES: dict[str, tuple[dict[str, Any], int, Values]] = {
    "single layer": ({"format": "Q1.0", "activation": "relu"}, 1, (-2, -1, 0, 1)),
    "coordinates": ({"format": "Q1.0", "activation": "relu"}, 1, (1, -2, 0, 1)),
    "direction": (
        {"format": "raw(0,2,4)", "weights": "ternary", "bias": "format", "rounding": "floor",
         "activation": [1, 2, 2]},
        2, (0, 2, 0, 0, 0, 2, 0, 0, 0),
    ),
    "sum of few neurons": (
        {"format": "raw(0,2,8)", "weights": "ternary", "rounding": "ceil", "activation": [2, 1, 1]},
        2, (0, 2, 1, 2, 2, 2, 2, 0, 1),
    ),
    "coded coordinates": (
        {"format": "raw(-2,1,1)", "bias": "format", "rounding": "zero",
         "activation": [0, 1, -2, 0]},
        1, (-1, -1, 1, 0),
    ),
    "one code of all inputs": (
        {"format": "raw(1,3,2)", "weights": "ternary", "bias": "format", "rounding": "half-up",
         "activation": [2, 1, 1]},
        2, (1, 3, 1, 2, 1, 1, 3, 3, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_of_axes_is_reached(family: str) -> None:
    options, inputs, values = FAMILIES[family]
    model = Model.of(**options)
    answer = checked(built(model, function_of(model, values, inputs)))
    assert family_of(answer) == family


# --- What is claimed ------------------------------------------------------------------------------

SQUARE_MODEL = Model.of(format="Q1.2", activation="relu")
SQUARE = function_of(SQUARE_MODEL, [min(7, raw * raw // 4) for raw in range(-8, 8)])


def test_a_network_with_fewest_parameters_of_those_tried_is_kept() -> None:
    answer = built(SQUARE_MODEL, SQUARE)
    counts = [count for count in answer.tried.values() if count is not None]
    assert answer.size is not None
    assert answer.way in answer.tried
    assert answer.size.parameters == min(counts)


def test_the_counting_bound_is_that_of_all_functions_on_these_inputs() -> None:
    answer = built(SQUARE_MODEL, SQUARE)
    assert answer.bound is not None
    assert answer.bound.functions_bits == 16 * 4


def test_a_refutation_is_that_of_represent() -> None:
    model = Model.of(format="Q1.0", activation="sign")
    wanted = function_of(model, [0, -1, 0, -1])
    answer = checked(construct(model, wanted))
    known = represent(model, wanted)
    assert (answer.verdict, answer.reason) == (REFUTED, known.reason)
    assert answer.certificate == known.certificate


def test_beyond_the_size_limit_the_answer_is_unknown_with_the_reason() -> None:
    answer = construct(SQUARE_MODEL, SQUARE, most_parameters=10)
    assert isinstance(answer.verdict, Unknown)
    assert answer.representation.verdict == PROVED
    assert answer.reason.startswith("some network computes it, but none was built: ")
    assert "more than 10 weights and biases" in answer.reason
    assert set(answer.tried.values()) == {None}
    assert answer.certificate is None


def test_the_size_limit_bounds_weights_and_biases_zeros_included() -> None:
    size = built(SQUARE_MODEL, SQUARE).size
    assert size is not None
    limit = size.parameters_dense
    within = construct(SQUARE_MODEL, SQUARE, most_parameters=limit)
    assert within.size is not None and within.size.parameters_dense <= limit


def test_out_of_time_the_answer_is_unknown_with_the_reason() -> None:
    answer = construct(SQUARE_MODEL, SQUARE, Budget(seconds=-1))
    assert isinstance(answer.verdict, Unknown)
    assert "time" in answer.reason


def test_out_of_time_while_building_the_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    known = represent(SQUARE_MODEL, SQUARE)
    monkeypatch.setattr(constructing, "represent", lambda *_: known)
    answer = construct(SQUARE_MODEL, SQUARE, Budget(seconds=-1))
    assert isinstance(answer.verdict, Unknown)
    assert answer.reason.endswith("the time limit was reached")


def test_a_network_that_computes_something_else_is_never_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer = Layer(weights=((0,),), biases=(0,))
    wrong = Network(model=SQUARE_MODEL, layers=(layer,))
    monkeypatch.setattr(constructing, "with_steps", lambda *_, **__: wrong)
    with pytest.raises(Disagreement):
        construct(SQUARE_MODEL, SQUARE)


def test_where_no_code_of_the_inputs_is_found_the_answer_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_code(*_: object) -> Axis:
        raise NoCircuit("a code of the inputs goes beyond 64 bits")

    options, inputs, values = FAMILIES["one code of all inputs"]
    model = Model.of(**options)
    monkeypatch.setattr(constructing, "coded", no_code)
    answer = construct(model, function_of(model, values, inputs))
    assert isinstance(answer.verdict, Unknown)
    assert answer.reason.endswith("goes beyond 64 bits")


def test_a_function_of_another_format_is_refused() -> None:
    other = Model.of(format="Q1.1", activation="relu")
    with pytest.raises(InputError):
        construct(other, SQUARE)


def test_the_same_question_gets_the_same_network() -> None:
    first, second = (construct(SQUARE_MODEL, SQUARE) for _ in range(2))
    assert first == second
    assert first.network == second.network


def test_far_biases_end_in_an_answer_and_not_in_an_error() -> None:
    """Offsets of 10^21 are out of reach for copies of constants."""
    for biases in (f"[-{10**21},1]+format", f"[0,{10**21}]"):
        model = Model.of(format="raw(0,1,3)", activation=[0, 1], weights="ternary", bias=biases)
        for values in product((0, 1), repeat=4):
            replayed(construct(model, function_of(model, values, 2)))


def test_a_constant_that_only_hidden_layers_compute_is_built_with_binary_weights() -> None:
    """A neuron ±x + β takes no inner value at three inputs; the hidden layers read nothing."""
    model = Model.of(format="raw(-3,0,3)", activation=[0, -3, -3, -3], weights="binary")
    for inputs in (1, 2):
        wanted = function_of(model, [-1] * 4**inputs, inputs)
        assert checked(built(model, wanted)).network is not None


def test_formats_of_a_network_are_those_of_the_model() -> None:
    answer = built(SQUARE_MODEL, SQUARE)
    assert answer.network is not None
    assert answer.network.model == SQUARE_MODEL
    assert answer.network.model.format == Format.parse("Q1.2")
