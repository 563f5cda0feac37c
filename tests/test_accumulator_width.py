"""The width of an accumulator is the narrowest: by brute force, all inputs and all partial sums."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from fxprove.accumulators import of_models, of_networks
from fxprove.accumulators.partial_sums import Extent, Sighting, joined, signed_width
from fxprove.accumulators.widths import WidthAnswer, accumulator_width
from fxprove.budgets import Budget
from fxprove.errors import InputError
from fxprove.exhaustion import Disagreement
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Overflow
from fxprove.verdicts import PROVED, REFUTED, Unknown
from tests.by_definition import rounded
from tests.random_models import random_spelling
from tests.random_networks import random_network


def layer(*neurons: tuple[tuple[int, ...], int]) -> Layer:
    return Layer(
        weights=tuple(weights for weights, _ in neurons),
        biases=tuple(bias for _, bias in neurons),
    )


def fits(value: int, bits: int) -> bool:
    """Whether two's complement of so many bits has the value."""
    half = 1 << (bits - 1)
    return -half <= value <= half - 1


# --- By definition ------------------------------------------------------------------------------


def requantized(model: Model, accumulator: int) -> int:
    raw = rounded(accumulator, model.weights.scale, model.rounding.value)
    if model.overflow is Overflow.SATURATE:
        return sorted((model.format.lo, raw, model.format.hi))[1]
    while raw not in model.format:
        raw += model.format.size if raw < model.format.lo else -model.format.size
    return raw


def sums_by_layer(network: Network) -> list[tuple[set[int], set[int]]]:
    """Of each layer, all partial sums and all final sums that occur, input by input."""
    found: list[tuple[set[int], set[int]]] = [(set(), set()) for _ in network.layers]
    for point in product(network.model.format.raws, repeat=network.inputs):
        values = list(point)
        for index, affine in enumerate(network.layers):
            read, values = values, []
            for row, bias in zip(affine.weights, affine.biases, strict=True):
                total = bias
                found[index][0].add(total)
                for weight, value in zip(row, read, strict=True):
                    total += weight * value
                    found[index][0].add(total)
                found[index][1].add(total)
                raw = requantized(network.model, total)
                values.append(network.model.activation.table[raw - network.model.format.lo])
    return found


def narrowest(values: set[int]) -> int:
    return next(bits for bits in range(1, 200) if all(fits(value, bits) for value in values))


def random_model(random: Random) -> Model:
    spelling = random_spelling(random, (1, 2, 3, 4))
    if random.random() < 0.4:
        spelling["overflow"] = "wrap"
    return Model.of(**spelling)  # type: ignore[arg-type]


def networks(seed: int, count: int) -> Iterator[Network]:
    random = Random(seed)
    for _ in range(count):
        yield random_network(random, random_model(random), depth=random.choice((1, 2, 3)))


def extents_of(answer: WidthAnswer) -> list[tuple[Extent, Extent]]:
    return [(layer.partial, layer.final) for layer in answer.layers]


# --- Widths ---------------------------------------------------------------------------------------


def test_a_signed_width_is_the_least_that_has_both_ends() -> None:
    for lo in range(-70, 70):
        for hi in range(lo, 70):
            bits = signed_width(lo, hi)
            assert bits >= 1
            assert fits(lo, bits)
            assert fits(hi, bits)
            assert bits == 1 or not (fits(lo, bits - 1) and fits(hi, bits - 1))


@pytest.mark.parametrize(
    ("weight", "bias", "width"),
    [(0, 0, 1), (0, -1, 1), (0, 1, 2), (0, 127, 8), (0, 128, 9), (0, -128, 8), (0, -129, 9),
     (32, 0, 8), (-32, 0, 9), (-32, -1, 8)],
)  # fmt: skip
def test_two_s_complement_has_one_more_value_below_zero(weight: int, bias: int, width: int) -> None:
    # inputs −4 … 3, so that 32·x is −128 … 96 and −32·x is −96 … 128
    model = Model.of(format="Q2.0", activation="relu", weights="sym(6,1)", bias="accumulator")
    answer = accumulator_width(Network(model=model, layers=(layer(((weight,), bias)),)))
    assert (answer.verdict, answer.width) == (PROVED, width)


def test_the_sums_on_the_way_may_need_more_than_the_last() -> None:
    model = Model.of(format="raw(1,3,1)", activation="relu", weights="sym(4,1)", bias="accumulator")
    network = Network(model=model, layers=(layer(((5, -15), 0)),))
    answer = accumulator_width(network)
    # 5·3 on the way; in the end at most 5·3 − 15·1 and at least 5·1 − 15·3
    assert (answer.partial.hi, answer.final.hi) == (15, 0)
    assert (answer.partial.lo, answer.final.lo) == (-40, -40)
    assert (answer.width, answer.width_of_sums) == (7, 7)
    answer = accumulator_width(Network(model=model, layers=(layer(((5, -4), 0)),)))
    assert (answer.partial.hi, answer.final.hi) == (15, 11)
    answer = accumulator_width(Network(model=model, layers=(layer(((-1, -1), 9)),)))
    assert (answer.width, answer.width_of_sums) == (5, 4)
    assert answer.witness.trace()[0] == 9


@pytest.mark.parametrize("seed", range(12))
def test_the_extents_of_a_small_network_are_those_of_all_its_inputs(seed: int) -> None:
    for network in networks(seed, 12):
        answer = accumulator_width(network)
        by_layer = sums_by_layer(network)
        for (partial, final), (partials, finals) in zip(extents_of(answer), by_layer, strict=True):
            assert (partial.lo, partial.hi) == (min(partials), max(partials))
            assert (final.lo, final.hi) == (min(finals), max(finals))
        everything = set().union(*(partials for partials, _ in by_layer))
        assert answer.verdict == PROVED
        assert answer.width == narrowest(everything)
        assert answer.width_of_sums == narrowest(set().union(*(finals for _, finals in by_layer)))
        assert answer.witness.value in everything
        assert answer.width == 1 or not fits(answer.witness.value, answer.width - 1)


@pytest.mark.parametrize("seed", range(4))
def test_bits_are_enough_exactly_from_the_narrowest_width_on(seed: int) -> None:
    for network in networks(seed, 6):
        width = accumulator_width(network).width
        assert width is not None
        for bits in range(1, width + 3):
            answer = accumulator_width(network, bits=bits)
            assert answer.verdict == (PROVED if bits >= width else REFUTED)
            if bits < width:
                assert not all(fits(value, bits) for value in answer.witness.trace())
                assert not fits(answer.witness.value, bits)


def test_every_sum_that_is_shown_occurs_at_an_input_of_the_format() -> None:
    for network in networks(99, 40):
        answer = accumulator_width(network)
        for extent in (extent for pair in extents_of(answer) for extent in pair):
            for sighting in (extent.least, extent.greatest):
                assert sighting.value in sighting.trace()
                assert len(sighting.point) == network.inputs
                assert all(raw in network.model.format for raw in sighting.point)


@pytest.mark.parametrize("entries", [1, 7, 64])
def test_evaluating_in_small_parts_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    cases = list(networks(5, 10))
    whole = [extents_of(accumulator_width(network)) for network in cases]
    monkeypatch.setattr(of_networks, "_ENTRIES", entries)
    for network, expected in zip(cases, whole, strict=True):
        in_parts = extents_of(accumulator_width(network))
        assert [(p.lo, p.hi, f.lo, f.hi) for p, f in in_parts] == [
            (p.lo, p.hi, f.lo, f.hi) for p, f in expected
        ]


def test_sums_beyond_64_bits_are_exact() -> None:
    huge = 10**30
    model = Model.of(
        format="Q1.0", activation=[1, 0, -2, -2], weights=f"[{-huge},0,{huge + 1}]@{huge}",
        bias=f"[{-huge},3]",
    )  # fmt: skip
    hidden = layer(((huge + 1, -huge), 3), ((-huge, -huge), -huge))
    network = Network(model=model, layers=(hidden, layer(((-huge, huge + 1), 3))))
    answer = accumulator_width(network)
    partials = set().union(*(partials for partials, _ in sums_by_layer(network)))
    assert (answer.partial.lo, answer.partial.hi) == (min(partials), max(partials))
    assert answer.width == narrowest(partials)


# --- Too many inputs to evaluate ------------------------------------------------------------------


@pytest.fixture
def no_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_networks, "MOST_INPUTS", 0)


@pytest.mark.usefixtures("no_enumeration")
@pytest.mark.parametrize("seed", range(8))
def test_bounds_hold_what_occurs_and_what_is_reached_occurs(seed: int) -> None:
    for network in networks(seed, 12):
        answer = accumulator_width(network)
        by_layer = sums_by_layer(network)
        for extents, sums in zip(extents_of(answer), by_layer, strict=True):
            for extent, values in zip(extents, sums, strict=True):
                assert extent.lo <= min(values) <= max(values) <= extent.hi
                assert {extent.least.value, extent.greatest.value} <= values
        width = narrowest(set().union(*(partials for partials, _ in by_layer)))
        assert answer.width in (None, width)
        assert isinstance(answer.verdict, Unknown) == (answer.width is None)
        assert answer.partial.reached_width <= width <= answer.partial.safe_width


@pytest.mark.usefixtures("no_enumeration")
def test_the_bounds_of_the_first_layer_are_exact_without_enumeration() -> None:
    for network in networks(3, 20):
        partial, final = extents_of(accumulator_width(network))[0]
        partials, finals = sums_by_layer(network)[0]
        assert (partial.lo, partial.hi) == (min(partials), max(partials))
        assert (final.lo, final.hi) == (min(finals), max(finals))


@pytest.mark.parametrize("seed", range(6))
def test_the_preactivations_between_two_sums_lie_in_the_intervals_of_these(seed: int) -> None:
    random = Random(seed)
    pieces_seen = set()
    for _ in range(60):
        model = random_model(random)
        lo = random.randint(-60, 60)
        sums = (lo, lo + random.choice((0, 1, 5, 20)))
        pieces = of_networks._preactivations(model, sums)
        pieces_seen.add(len(pieces))
        covered = {model.format.lo + i for first, last in pieces for i in range(first, last + 1)}
        reached = {requantized(model, total) for total in range(sums[0], sums[1] + 1)}
        assert reached <= covered <= set(model.format.raws)
        if model.weights.scale == 1:  # where rounding skips no value
            assert reached == covered
    assert pieces_seen == {1, 2}


def cancelling() -> Network:
    """Two equal hidden neurons whose difference is always 0, which bounds do not see."""
    model = Model.of(format="Q3.0", activation="identity", weights="sym(6,1)", bias="accumulator")
    return Network(model=model, layers=(layer(((1,), 0), ((1,), 0)), layer(((63, -63), -512))))


@pytest.mark.usefixtures("no_enumeration")
def test_what_is_not_settled_is_unknown_with_both_numbers() -> None:
    answer = accumulator_width(cancelling())
    assert isinstance(answer.verdict, Unknown)
    assert answer.verdict.reason == answer.reason
    assert answer.reason == "12 bits hold every partial sum and at least 11 are needed"
    assert (answer.width, answer.partial.reached_width, answer.partial.safe_width) == (None, 11, 12)
    assert accumulator_width(cancelling(), bits=12).verdict == PROVED
    assert accumulator_width(cancelling(), bits=10).verdict == REFUTED
    assert isinstance(accumulator_width(cancelling(), bits=11).verdict, Unknown)


def test_the_same_network_is_settled_by_evaluating_it() -> None:
    answer = accumulator_width(cancelling())
    assert (answer.verdict, answer.width, answer.width_of_sums) == (PROVED, 11, 10)


@pytest.mark.usefixtures("no_enumeration")
def test_the_same_seed_gives_the_same_answer() -> None:
    for network in networks(11, 5):
        first, second = (replace(accumulator_width(network, seed=7), seconds=0.0) for _ in range(2))
        assert first == second


def test_a_network_with_many_inputs_is_answered_from_bounds_and_search() -> None:
    random = Random(1)
    model = Model.of(format="Q3.4", activation="relu", weights="ternary", bias="format")
    hidden = layer(*((tuple(random.choices((-1, 0, 1), k=40)), 0) for _ in range(6)))
    network = Network(model=model, layers=(hidden, layer(((1, 1, 1, -1, -1, 1), 0))))
    answer = accumulator_width(network)
    assert answer.verdict == PROVED
    assert answer.partial.reached_width == answer.partial.safe_width


def test_without_time_the_answer_is_right_or_unknown() -> None:
    model = Model.of(format="Q3.4", activation="relu")
    for network in (
        cancelling(),
        Network(model=model, layers=(layer(((9, 9), 0), ((-9, 9), 0)), layer(((100, -100), 0)))),
    ):
        width = accumulator_width(network).width
        answer = accumulator_width(network, budget=Budget(seconds=-1))
        assert answer.width in (None, width)
        if isinstance(answer.verdict, Unknown):
            assert answer.reason.endswith("; the time was over")


# --- Models ---------------------------------------------------------------------------------------


def hidden_values(model: Model, fan_in: int, reads: set[int]) -> set[int]:
    """All hidden values of neurons with 1 to `fan_in` inputs out of `reads`."""
    products = {weight * value for weight in model.weights.raws for value in reads}
    biases = model.biases.between(model.biases.smallest, model.biases.largest)
    sums, found = set(biases), set()
    for _ in range(fan_in):
        sums = {total + term for total in sums for term in products}
        found |= {model.activation(requantized(model, total)) for total in sums}
    return found


def sums_of_a_layer(model: Model, fan_in: int, reads: set[int]) -> tuple[set[int], set[int]]:
    """All partial and all final sums of neurons with 1 to `fan_in` inputs out of `reads`."""
    biases = model.biases.between(model.biases.smallest, model.biases.largest)
    products = {weight * value for weight in model.weights.raws for value in reads}
    sums, partials, finals = set(biases), set(biases), set[int]()
    for _ in range(fan_in):
        sums = {total + term for total in sums for term in products}
        partials, finals = partials | sums, finals | sums
    return partials, finals


def models(seed: int, count: int) -> Iterator[Model]:
    random = Random(seed)
    while count:
        model = random_model(random)
        if not model.biases.is_unbounded and model.weights.largest_magnitude < 9:
            count -= 1
            yield model


@pytest.mark.parametrize("seed", range(6))
def test_the_extents_of_a_model_are_those_of_all_its_small_networks(seed: int) -> None:
    for model in models(seed, 10):
        fan_in = 1 + seed % 3
        answer = accumulator_width(model, fan_in)
        first, later = extents_of(answer)
        partials, finals = sums_of_a_layer(model, fan_in, set(model.format.raws))
        assert (first[0].lo, first[0].hi) == (min(partials), max(partials))
        assert (first[1].lo, first[1].hi) == (min(finals), max(finals))
        assert (answer.verdict, answer.width) == (PROVED, narrowest(partials))
        assert answer.width_of_sums == narrowest(finals)
        reads = hidden_values(model, fan_in, set(model.format.raws))
        for _ in range(2):  # the second layer, and the third
            for extent, values in zip(later, sums_of_a_layer(model, fan_in, reads), strict=True):
                assert extent.lo <= min(values)
                assert max(values) <= extent.hi
            reads |= hidden_values(model, fan_in, reads)


@pytest.mark.parametrize("fan_in", [1, 2, 5, 64])
@pytest.mark.parametrize("seed", range(4))
def test_the_worst_case_of_a_model_is_a_network_of_it_with_that_fan_in(
    seed: int, fan_in: int
) -> None:
    for model in models(seed, 8):
        answer = accumulator_width(model, fan_in)
        for extent in (extent for pair in extents_of(answer) for extent in pair):
            for sighting in (extent.least, extent.greatest):
                assert sighting.network.model == model
                assert all(len(la.weights[0]) <= fan_in for la in sighting.network.layers)
                assert sighting.value in sighting.trace()
        witness = accumulator_width(answer.witness.network)
        assert witness.partial.reached_width == answer.width
        assert answer.width is not None
        if answer.width > 1:
            refuted = accumulator_width(model, fan_in, bits=answer.width - 1)
            assert refuted.verdict == REFUTED
            assert not fits(refuted.witness.value, answer.width - 1)
        assert accumulator_width(model, fan_in, bits=answer.width).verdict == PROVED


def test_where_biases_reach_every_value_later_layers_are_settled() -> None:
    for name in ("relu", "gelu", "sigmoid", "sign", "square"):
        for weights in ("format", "ternary", "binary"):
            model = Model.of(format="Q3.4", activation=name, weights=weights, bias="format")
            for fan_in in (1, 9, 500):
                for partial, final in extents_of(accumulator_width(model, fan_in)):
                    assert (partial.least.value, partial.greatest.value) == (partial.lo, partial.hi)
                    assert (final.least.value, final.greatest.value) == (final.lo, final.hi)


def test_a_hidden_value_that_is_never_reached_does_not_count_as_reached() -> None:
    # the accumulator is always even, so r never is 1 or −1, where σ is large
    model = Model.of(
        format="raw(-4,4,1)", activation=[0, 4, 0, 4, 0, 4, 0, 4, 0], weights="[-2,0,2]@1",
        bias="[0]",
    )  # fmt: skip
    first, later = accumulator_width(model, 3).layers
    assert (first.partial.lo, first.partial.hi) == (-24, 24)
    assert (later.partial.lo, later.partial.hi) == (-24, 24)
    assert (later.partial.least.value, later.partial.greatest.value) == (0, 0)
    assert later.partial.width is None


def test_products_of_one_sign_make_the_bias_the_extreme() -> None:
    model = Model.of(format="raw(1,3,1)", activation="relu", weights="[-2,-1]@1", bias="[-1,5]")
    answer = accumulator_width(model, 4)
    assert (answer.partial.lo, answer.partial.hi) == (-25, 5)
    assert (answer.final.lo, answer.final.hi) == (-25, 4)  # a neuron has an input at least
    assert (answer.layers[0].partial.width, answer.layers[0].final.width) == (6, 6)


def test_a_wide_hidden_layer_is_not_made_wider_than_it_can_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(of_models, "_MOST_PARAMETERS", 32)
    model = Model.of(format="Q1.1", activation="square", weights="ternary", bias="[1]")
    for partial, _ in extents_of(accumulator_width(model, 16)):
        for sighting in (partial.least, partial.greatest):
            hidden = sighting.network.layers[0]
            assert len(hidden.weights) * len(hidden.weights[0]) <= 32


def test_a_model_with_a_single_value_has_a_width() -> None:
    model = Model.of(format="raw(2,2,1)", activation=[2], weights="[3]@1", bias="[-1]")
    answer = accumulator_width(model, 4)
    assert (answer.partial.lo, answer.partial.hi, answer.width) == (-1, 23, 6)
    assert (answer.final.lo, answer.final.hi) == (5, 23)


# --- Refusals -------------------------------------------------------------------------------------

NETWORK = cancelling()
MODEL = Model.of(format="Q1.1", activation="relu", bias="format")


@pytest.mark.parametrize(
    ("subject", "options", "expected"),
    [
        (NETWORK, {"fan_in": 3}, "fan-in: expected none: a network has its own, found 3"),
        (NETWORK, {"bits": 0}, "bits: expected at least 1, found 0"),
        (MODEL, {}, "fan-in: expected the number of inputs of a neuron, for a model, found none"),
        (MODEL, {"fan_in": 0}, "fan-in: expected 1 to 262144, found 0"),
        (MODEL, {"fan_in": 262145}, "fan-in: expected 1 to 262144, found 262145"),
        (MODEL, {"fan_in": 3, "bits": -1}, "bits: expected at least 1, found -1"),
        (
            Model.of(format="Q1.1", activation="relu"), {"fan_in": 3},
            r"bias: expected finitely many biases, .*, found unbounded ones \('wide'\)",
        ),
        (
            Model.of(format="Q1.1", activation="relu", accumulate="sequential"), {"fan_in": 3},
            "accumulation: expected exact .*is the format itself, found sequential",
        ),
        (
            Model.of(format="Q1.1", activation="relu", bias="format", input_format="Q1.0"),
            {"fan_in": 3}, "model: expected a model with a single format, found several",
        ),
    ],
)  # fmt: skip
def test_a_question_without_meaning_is_refused(
    subject: Network | Model, options: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        accumulator_width(subject, **options)


def test_a_sequential_network_has_no_accumulator_but_its_format() -> None:
    model = Model.of(format="Q1.1", activation="relu", accumulate="sequential-bias-last")
    network = Network(model=model, layers=(layer(((1,), 0)),))
    with pytest.raises(InputError, match=r"accumulation: .* found sequential-bias-last"):
        accumulator_width(network)


# --- What is never reported -----------------------------------------------------------------------


def sighting(value: int) -> Sighting:
    return Sighting(value=value, network=NETWORK, layer=1, neuron=0, point=(3,))


def test_a_sum_that_does_not_replay_is_a_defect() -> None:
    assert sighting(-512).trace() == (-512, -323, -512)
    assert sighting(-512).reads() == (3, 3)
    with pytest.raises(Disagreement, match="-511 was found and does not replay"):
        sighting(-511).trace()


@pytest.mark.parametrize(
    ("lo", "hi", "least", "greatest"), [(0, 9, -1, 9), (0, 9, 0, 10), (0, 9, 5, 4)]
)
def test_a_sum_outside_the_bounds_is_a_defect(lo: int, hi: int, least: int, greatest: int) -> None:
    with pytest.raises(Disagreement, match="outside the bounds"):
        Extent(lo=lo, hi=hi, least=sighting(least), greatest=sighting(greatest))


def test_extents_join_to_the_outermost() -> None:
    one = Extent(lo=-9, hi=4, least=sighting(-8), greatest=sighting(4))
    two = Extent(lo=-3, hi=9, least=sighting(-3), greatest=sighting(7))
    both = joined((one, two))
    assert (both.lo, both.least.value, both.greatest.value, both.hi) == (-9, -8, 7, 9)
    assert (both.reached_width, both.safe_width, both.width) == (4, 5, None)
    assert both.widest.value == 7


def test_a_wrong_search_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model.of(format="Q1.1", activation="abs", bias="format")
    network = Network(model=model, layers=(layer(((1,), 0)), layer(((3,), 2))))
    right = of_networks._final_sums

    def wrong(*arguments: Any) -> Any:
        sums = right(*arguments)
        if arguments[3] is not None:
            arguments[3].partial.see(sums + 999, arguments[2])
        return sums

    monkeypatch.setattr(of_networks, "_final_sums", wrong)
    with pytest.raises(Disagreement):
        accumulator_width(network)
