"""Operands of `diff`: every form means what it says, every other form is refused in one line."""

import json
from pathlib import Path
from random import Random

import pytest

from fxprove.errors import InputError
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.network_files import network_json
from fxprove.networks import Layer, Network
from fxprove.requantizers import StagedRequantizer, parse_requantizer
from fxprove.rounding import Accumulation, Overflow, Rounding
from fxprove.semantics import canonical, evaluate, parse_semantics
from tests.by_definition import rounded
from tests.random_networks import random_network

Q34 = Format.parse("Q3.4")


# --- What is read -------------------------------------------------------------------------------


def test_a_requantizer_is_read_as_elsewhere() -> None:
    for body in ("half-even/16/Q3.4", "floor/4,half-up/3:8/Q1.1/wrap", "ceil/2/ap_fixed<8,4>"):
        found = parse_semantics(f"requant:{body}")
        assert isinstance(found, StagedRequantizer)
        assert found == parse_requantizer(body)


@pytest.mark.parametrize(
    ("text", "rounding", "overflow"),
    [
        ("table:gelu@Q3.4", Rounding.HALF_EVEN, Overflow.SATURATE),
        ("table:gelu@Q3.4/floor", Rounding.FLOOR, Overflow.SATURATE),
        ("table: gelu @ Q3.4 / floor", Rounding.FLOOR, Overflow.SATURATE),
        ("table:gelu@Q3.4/wrap", Rounding.HALF_EVEN, Overflow.WRAP),
        ("table:gelu@Q3.4/wrap/ceil", Rounding.CEIL, Overflow.WRAP),
        ("table:elu(1/2)@Q3.4", Rounding.HALF_EVEN, Overflow.SATURATE),
        ("table:gelu@ap_fixed<8,4>", Rounding.FLOOR, Overflow.SATURATE),
        ("table:gelu@ap_fixed<8,4,AP_RND_CONV>/half-even", Rounding.HALF_EVEN, Overflow.SATURATE),
    ],
)
def test_a_named_table_has_the_modes_that_are_written(
    text: str, rounding: Rounding, overflow: Overflow
) -> None:
    found = parse_semantics(text)
    name = "elu(1/2)" if "elu(" in text else "gelu"
    assert found == Activation.named(name, Q34, rounding, overflow)


@pytest.mark.parametrize("name", ["given.csv", "given.json", "GIVEN.JSON", "dir@2/given.csv"])
def test_a_table_is_read_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text("-1\n0\n0\n1\n" if name.endswith("csv") else "[-1, 0, 0, 1]")
    found = parse_semantics(f"table:{name}@Q1.0")
    assert found == Activation.from_table((-1, 0, 0, 1), Format.parse("Q1.0"))


def test_a_table_may_be_written_out() -> None:
    found = parse_semantics("table:[-1, 0, 0, 1]@Q1.0")
    assert isinstance(found, Activation)
    assert (found.table, found.name) == ((-1, 0, 0, 1), None)


def test_a_network_is_read_from_its_file(tmp_path: Path) -> None:
    network = random_network(Random(1), Model.of(format="Q1.1", activation="relu"))
    path = tmp_path / "some network.json"
    path.write_text(json.dumps(network_json(network)))
    assert parse_semantics(f"network:{path}") == network


@pytest.mark.parametrize(
    ("text", "weights", "bias", "modes"),
    [
        ("neuron:[16,-8]+3/Q3.4", (16, -8), 3, "half-even saturate exact"),
        ("neuron: [ 16, -8 ] + 3 / Q3.4", (16, -8), 3, "half-even saturate exact"),
        ("neuron:[16]/Q3.4", (16,), 0, "half-even saturate exact"),
        ("neuron:[1]-128/Q3.4", (1,), -128, "half-even saturate exact"),
        ("neuron:[500,500]/Q3.4", (500, 500), 0, "half-even saturate exact"),
        ("neuron:[1]+2/Q3.4/wrap/floor", (1,), 2, "floor wrap exact"),
        ("neuron:[1]+2/Q3.4/sequential", (1,), 2, "half-even saturate sequential"),
        (
            "neuron:[1]+2/Q3.4/sequential-bias-last/zero/wrap",
            (1,), 2, "zero wrap sequential-bias-last",
        ),
        ("neuron:[1]+2/ap_fixed<8,4>", (1,), 2, "floor wrap exact"),
        ("neuron:[1]+2/ap_fixed<8,4,AP_RND>/saturate", (1,), 2, "half-up saturate exact"),
    ],
)  # fmt: skip
def test_a_neuron_has_the_weights_the_bias_and_the_modes_that_are_written(
    text: str, weights: tuple[int, ...], bias: int, modes: str
) -> None:
    found = parse_semantics(text)
    assert isinstance(found, Network)
    (layer,) = found.layers
    assert layer.weights == (weights,)
    unit = 16 if found.model.accumulation is Accumulation.EXACT else 1
    assert layer.biases == (bias * unit,)
    model = found.model
    assert f"{model.rounding.value} {model.overflow.value} {model.accumulation.value}" == modes
    assert model.format == Q34


# --- What is refused ----------------------------------------------------------------------------

BAD = {
    "": "operand: expected requant:",
    "requant": "found 'requant'",
    "half-even/16/Q3.4": "operand",
    "relu:Q3.4": "operand",
    "Requant:half-even/16/Q3.4": "operand",
    "requant:": "stage",
    "requant:near/16/Q3.4": "found 'near'",
    "requant:floor/0/Q3.4": "positive",
    "requant:floor/16": "ending",
    "requant:floor/16/Q3.4/sideways": "overflow",
    "table:": "no @FORMAT",
    "table:gelu": "no @FORMAT",
    "table:@Q3.4": "no name",
    "table:  @Q3.4": "no name",
    "table:gelu@": "format",
    "table:gelu@Q3": "format",
    "table:gleu@Q3.4": "gelu, hardsigmoid",
    "table:elu(1/0)@Q3.4": "denominator",
    "table:gelu@Q3.4/up": "'up'",
    "table:gelu@Q3.4/floor/floor": "once",
    "table:gelu@Q3.4/floor/ceil": "once",
    "table:gelu@Q3.4/sequential": "'sequential'",
    "table:gelu@ap_fixed<8,4,AP_RND>/floor": "half-up in the format",
    "table:none.csv@Q1.0": "table 'none.csv'.*no such file",
    "table:none.csv@Q1.0/floor": "no modes with a table that is given",
    "table:[0,1]@Q1.0": "4 entries",
    "table:[0,1,2,3]@Q1.0": "raw 0|value",
    "table:[0,1@Q1.0": "JSON",
    "table:[0,0.5,1,1]@Q1.0": "0.5",
    "table:[0,0,1,1]@Q1.0/wrap": "no modes with a table that is given",
    "network:": "network ''",
    "network:none.json": "no such file",
    "neuron:": "another form",
    "neuron:[1]": "another form",
    "neuron:[1]+2": "another form",
    "neuron:1+2/Q3.4": "another form",
    "neuron:[1]+/Q3.4": "another form",
    "neuron:[1]*2/Q3.4": "another form",
    "neuron:[1]+2/": "format",
    "neuron:[]+2/Q3.4": "weights",
    "neuron:[1,,2]/Q3.4": "weights",
    "neuron:[1.5]/Q3.4": "'1.5'",
    "neuron:[--1]/Q3.4": "'--1'",
    "neuron:[1_0]/Q3.4": "'1_0'",
    "neuron:[1]+128/Q3.4": "bias: expected a raw value of Q3.4, found 128",
    "neuron:[1]+2/Q3.4/up": "'up'",
    "neuron:[1]+2/Q3.4/wrap/wrap": "once",
    "neuron:[1]+2/Q3.4/exact/sequential": "once",
    "neuron:[1]/ap_fixed<8,4,AP_RND>/floor": "half-up in the format",
    f"neuron:[{'9' * 5000}]/Q3.4": "digits",
    f"neuron:[1]+{'9' * 5000}/Q3.4": "digits",
    f"requant:{'x' * 5000}": "stage",
    f"table:{'x' * 5000}@Q3.4": "name",
    "x" * 5000: "operand",
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:40])
def test_another_form_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=BAD[text]) as refusal:
        parse_semantics(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    "operand", ["requant:floor/4/Q1.1", "table:gelu@Q1.1/floor/wrap", "neuron:[1,2]+1/Q1.1/zero"]
)
def test_no_shortened_or_scrambled_operand_is_a_defect(operand: str) -> None:
    random = Random(2)
    for _ in range(200):
        letters = list(operand)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(letters))
            letters[at] = random.choice(["", "/", ",", "9", "-", "[", "]", "@", ":", "+", "é", " "])
        try:
            parse_semantics("".join(letters))
        except InputError as refusal:
            assert "\n" not in str(refusal)


# --- What they compute --------------------------------------------------------------------------


def test_evaluation_is_that_of_the_semantics() -> None:
    assert evaluate(parse_semantics("requant:half-up/16/Q3.4"), (8,)) == (1,)
    assert evaluate(parse_semantics("table:[-1,0,0,1]@Q1.0"), (1,)) == (1,)
    assert evaluate(parse_semantics("table:[-1,0,0,1]@Q1.0"), (-2,)) == (-1,)
    random = Random(3)
    network = random_network(random, Model.of(format="Q1.1", activation="gelu"))
    point = tuple(random.choices(network.model.format.raws, k=network.inputs))
    assert evaluate(network, point) == network.evaluate(point)


def test_a_neuron_rounds_the_exact_sum_once_and_the_sequential_one_each_product() -> None:
    exact = parse_semantics("neuron:[16,-8]+3/Q3.4")
    sequential = parse_semantics("neuron:[16,-8]+3/Q3.4/sequential")
    for x, y in ((0, -1), (5, 3), (-7, 9), (126, 20), (-128, -128)):
        once = rounded(3 * 16 + 16 * x - 8 * y, 16, "half-even")
        first = saturated(3 + rounded(16 * x, 16, "half-even"))
        each = first + rounded(-8 * y, 16, "half-even")
        assert evaluate(exact, (x, y)) == (saturated(once),)
        assert evaluate(sequential, (x, y)) == (saturated(each),)


def saturated(raw: int) -> int:
    return max(-128, min(127, raw))


# --- One order of hidden neurons ----------------------------------------------------------------


def reordered(random: Random, network: Network) -> Network:
    """The same function, with the neurons of every hidden layer in another order."""
    layers, order = [], list(range(network.inputs))
    for depth, layer in enumerate(network.layers, 1):
        rows = [tuple(row[index] for index in order) for row in layer.weights]
        order = list(range(len(rows)))
        if depth < len(network.layers):
            random.shuffle(order)
        layers.append(
            Layer(
                weights=tuple(rows[index] for index in order),
                biases=tuple(layer.biases[index] for index in order),
            )
        )
    return Network(model=network.model, layers=tuple(layers))


def test_the_canonical_form_is_the_same_function() -> None:
    random = Random(4)
    model = Model.of(format="raw(-2,1,2)", activation="gelu")
    for _ in range(20):
        network = random_network(random, model, depth=4, width=4)
        form = canonical(network)
        for _ in range(20):
            point = tuple(random.choices(model.format.raws, k=network.inputs))
            assert evaluate(form, point) == network.evaluate(point)


def test_networks_that_differ_in_the_order_of_hidden_neurons_have_one_canonical_form() -> None:
    random = Random(5)
    model = Model.of(format="Q3.4", activation="relu")
    for _ in range(20):
        network = random_network(random, model, depth=4, width=4)
        assert canonical(reordered(random, network)) == canonical(network)


def test_sums_that_depend_on_the_order_are_left_alone() -> None:
    model = Model.of(format="Q1.1", activation="relu", accumulate="sequential", bias="[0]")
    network = Network(
        model=model,
        layers=(
            Layer(weights=((3,), (1,)), biases=(0, 0)),
            Layer(weights=((1, 2),), biases=(0,)),
        ),
    )
    assert canonical(network) == network


@pytest.mark.parametrize("text", ["requant:floor/4/Q1.1", "table:gelu@Q1.1"])
def test_what_is_no_network_is_its_own_canonical_form(text: str) -> None:
    assert canonical(parse_semantics(text)) == parse_semantics(text)
