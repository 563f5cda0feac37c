"""Claims as scripts: satisfiable exactly where enumeration of tiny models says so."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest

import fxprove
from fxprove.covering import Coset, Covering
from fxprove.encoding.claims import (
    covering_coset,
    network_reaches,
    networks_differ,
    separating_neuron,
    some_network_computes,
    unseparated_pair,
)
from fxprove.encoding.layers import effective_biases
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Overflow
from tests.smt_models import found_by_z3
from tests.smt_solvers import solve_text
from tests.test_covering import cosets, random_questions, reached
from tests.test_encoding_layers import any_model, random_network

ROOT = Path(fxprove.__file__).parent.parent


class Seen:
    """How often the answer was sat and unsat; a test has to see both."""

    def __init__(self) -> None:
        self.answers: list[bool] = []

    def agree(self, script: Script, expected: bool) -> dict[str, int] | None:
        """The variables of a model, once Z3 and enumeration agree; Bitwuzla is asked at times."""
        found = found_by_z3(script)
        assert (found is not None) == expected, script.text
        if len(self.answers) % 10 == 0:
            word = solve_text("bitwuzla", script.text, 20)
            assert word == ("sat" if expected else "unsat"), script.text
        self.answers.append(expected)
        return found

    def both(self, least: int) -> bool:
        """Whether each answer was seen so often."""
        return min(sum(self.answers), len(self.answers) - sum(self.answers)) >= least


def all_biases(model: Model, reach: int) -> list[int]:
    """Every bias that can matter on sums up to `reach`: all up to a bound far beyond."""
    size, scale, step = model.format.size, model.weights.scale, model.biases.step
    beyond = reach + (size + abs(model.format.lo) + 2) * scale * 4 * step
    if not model.biases.is_unbounded:
        beyond = max(beyond, abs(model.biases.smallest), abs(model.biases.largest))
    return model.biases.between(-beyond, beyond)


def response(model: Model, raw: int, weight: int, bias: int) -> int:
    return model.activation(model.neuron((raw,), (weight,), bias))


def first_layer_neurons(model: Model) -> list[tuple[int, ...]]:
    """The responses on all of K, each once."""
    reach = model.weights.largest_magnitude * max(map(abs, model.format.raws))
    biases = all_biases(model, reach)
    return list(
        {
            tuple(response(model, raw, weight, bias) for raw in model.format.raws)
            for weight in model.weights.raws
            for bias in biases
        }
    )


# --- Separation ----------------------------------------------------------------------------------


def test_a_separating_neuron_is_found_where_there_is_one() -> None:
    random, seen = Random(1), Seen()
    for _ in range(70):
        model = any_model(random, (2, 3, 4, 6))
        neurons = first_layer_neurons(model)
        lo = model.format.lo
        for _ in range(2):
            pairs = [
                tuple(random.sample(model.format.raws, 2)) for _ in range(random.randint(1, 2))
            ]
            expected = any(all(n[x - lo] != n[y - lo] for x, y in pairs) for n in neurons)
            found = seen.agree(separating_neuron(model, [(x, y) for x, y in pairs]), expected)
            if found is not None:
                weight, bias = found["weight"], found["bias"]
                assert weight in model.weights
                assert bias in model.biases
                for x, y in pairs:
                    assert response(model, x, weight, bias) != response(model, y, weight, bias)
    assert seen.both(25)


def test_an_unseparated_pair_is_found_where_there_is_one() -> None:
    random, seen = Random(2), Seen()
    for _ in range(100):
        model = any_model(random, (2, 3, 4, 6, 8))
        biases = all_biases(model, 0)
        probes = [
            (random.choice(model.weights.raws), random.choice(biases))
            for _ in range(random.randint(1, 3))
        ]

        def alike(
            x: int, y: int, model: Model = model, probes: list[tuple[int, int]] = probes
        ) -> bool:
            return all(response(model, x, *probe) == response(model, y, *probe) for probe in probes)

        expected = any(alike(x, y) for x, y in combinations(model.format.raws, 2))
        found = seen.agree(unseparated_pair(model, probes), expected)
        if found is not None:
            assert found["x"] < found["y"]
            assert alike(found["x"], found["y"])
    assert seen.both(15)


# --- Covering ------------------------------------------------------------------------------------


def test_a_covering_coset_is_found_where_there_is_one() -> None:
    seen = Seen()
    for model, generator, shift in random_questions(120, seed=4):
        everything = set(model.format.raws)
        expected = any(
            reached(model, c, generator) == everything for c in cosets(model, generator, shift)
        )
        assert isinstance(Covering(model).decide(generator, shift), Coset) == expected
        found = seen.agree(covering_coset(model, generator, shift), expected)
        if found is not None:
            assert found["bias"] in model.biases
            assert found["coset"] == found["bias"] + shift * found["multiple"]
            assert reached(model, found["coset"], generator) == everything
    assert seen.both(25)


def test_cells_on_a_circle_that_exclude_all_cosets_only_together() -> None:
    model = Model.of(format="Q3.4", activation="relu", bias="accumulator", rounding="floor")
    assert found_by_z3(covering_coset(model, 17, 1)) is None
    found = found_by_z3(covering_coset(model, 16, 1))
    assert found is not None
    assert reached(model, found["coset"], 16) == set(model.format.raws)


# --- Networks ------------------------------------------------------------------------------------


def points_of(network: Network) -> Iterator[tuple[int, ...]]:
    return product(network.model.format.raws, repeat=network.inputs)


def inputs_in(found: dict[str, int], network: Network) -> tuple[int, ...]:
    return tuple(found[f"x{i}"] for i in range(1, network.inputs + 1))


def test_inputs_are_found_at_which_a_network_has_given_outputs() -> None:
    random, seen = Random(5), Seen()
    for _ in range(120):
        model = any_model(random, (2, 3, 4))
        network = random_network(random, model, random.randint(1, 3), random.randint(1, 3))
        outputs = {network.evaluate(point) for point in points_of(network)}
        width = len(network.layers[-1].biases)
        tried = tuple(random.choice(model.format.raws) for _ in range(width))
        wanted = random.choice((tried, tried, random.choice(sorted(outputs))))
        found = seen.agree(network_reaches(network, wanted), wanted in outputs)
        if found is not None:
            assert network.evaluate(inputs_in(found, network)) == wanted
            assert tuple(found[f"y{i}"] for i in range(1, width + 1)) == wanted
    assert seen.both(30)


def test_the_values_of_a_network_are_those_of_its_evaluation() -> None:
    random = Random(6)
    for _ in range(30):
        model = any_model(random, (1, 3, 4, 16))
        network = random_network(random, model, random.randint(1, 3), random.randint(1, 3))
        found = found_by_z3(network_reaches(network, None))
        assert found is not None
        outputs = network.evaluate(inputs_in(found, network))
        assert tuple(found[f"y{i}"] for i in range(1, len(outputs) + 1)) == outputs


def varied(random: Random, network: Network) -> Network:
    """Another first layer for the network."""
    first = network.layers[0]
    other = random_network(random, network.model, network.inputs, 1).layers[0]
    rows, biases = list(first.weights), list(first.biases)
    if random.random() < 0.7:
        rows[-1] = other.weights[0]
    if random.random() < 0.7:
        biases[-1] = other.biases[0]
    layer = Layer(weights=tuple(rows), biases=tuple(biases))
    return Network(model=network.model, layers=(layer, *network.layers[1:]))


def test_networks_differ_where_they_do() -> None:
    random, seen = Random(7), Seen()
    for _ in range(120):
        model = any_model(random, (2, 3, 4))
        left = random_network(random, model, random.randint(1, 2), random.randint(1, 3))
        right = varied(random, left)
        bound = random.choice((None, 0, 1, 2))
        points = [
            point for point in points_of(left) if bound is None or max(map(abs, point)) <= bound
        ]
        expected = any(left.evaluate(point) != right.evaluate(point) for point in points)
        found = seen.agree(networks_differ(left, right, bound), expected)
        if found is not None:
            point = inputs_in(found, left)
            assert point in points
            assert left.evaluate(point) != right.evaluate(point)
    assert seen.both(30)


def test_networks_of_two_models_are_compared() -> None:
    models = [
        Model.of(format="Q1.2", activation="relu", rounding=rounding)
        for rounding in ("half-up", "half-even")
    ]
    layers = (Layer(weights=((2,),), biases=(0,)),)
    left, right = (Network(model=model, layers=layers) for model in models)
    found = found_by_z3(networks_differ(left, right))
    assert found is not None
    assert left.evaluate((found["x1"],)) != right.evaluate((found["x1"],))
    assert found_by_z3(networks_differ(left, left)) is None


def test_networks_with_different_inputs_are_refused() -> None:
    def network(format: str, inputs: int, outputs: int = 1) -> Network:
        model = Model.of(format=format, activation="relu")
        layer = Layer(weights=((1,) * inputs,) * outputs, biases=(0,) * outputs)
        return Network(model=model, layers=(layer,))

    for other in (network("Q1.2", 1), network("Q2.1", 2), network("Q1.2", 2, 2)):
        with pytest.raises(ValueError):
            networks_differ(network("Q1.2", 2), other)


# --- Synthesis -----------------------------------------------------------------------------------


def computed(model: Model, inputs: int, neurons: int) -> set[tuple[int, ...]]:
    """The functions of all networks with one hidden layer of exactly so many neurons."""
    points = list(product(model.format.raws, repeat=inputs))
    largest = model.weights.largest_magnitude
    reach = inputs * largest * max(map(abs, model.format.raws))
    hidden = {
        tuple(model.activation(model.neuron(point, row, bias)) for point in points)
        for row in product(model.weights.raws, repeat=inputs)
        for bias in all_biases(model, reach)
    }
    last_biases = all_biases(model, neurons * largest * max(map(abs, model.activation.table)))
    return {
        tuple(model.neuron(values, row, bias) for values in zip(*chosen, strict=True))
        for chosen in product(hidden, repeat=neurons)
        for row in product(model.weights.raws, repeat=neurons)
        for bias in last_biases
    }


def read_back(model: Model, inputs: int, neurons: int, found: dict[str, int]) -> Network:
    """The network that a model of the script describes."""
    hidden = range(1, neurons + 1)
    rows = [tuple(found[f"weight{i}_{j}"] for j in range(1, inputs + 1)) for i in hidden]
    layers = (
        Layer(weights=tuple(rows), biases=tuple(found[f"bias{i}"] for i in hidden)),
        Layer(weights=(tuple(found[f"weight_{i}"] for i in hidden),), biases=(found["bias"],)),
    )
    return Network(model=model, layers=layers)


def small_models(random: Random) -> Iterator[Model]:
    """Models with so few parameters that all networks can be listed."""
    while True:
        model = any_model(random, (2, 2, 3))
        if len(model.weights.raws) <= 3 and model.weights.largest_magnitude <= 4:
            yield model


def test_a_network_is_found_where_there_is_one() -> None:
    random, seen = Random(8), Seen()
    models = small_models(random)
    for model, inputs, neurons in zip(models, (1, 1, 2) * 20, (1, 2, 1) * 20, strict=False):
        functions = computed(model, inputs, neurons)
        count = model.format.size**inputs
        for wanted in (
            random.choice(sorted(functions)),
            tuple(random.choice(model.format.raws) for _ in range(count)),
        ):
            function = Function(format=model.format, inputs=inputs, values=wanted)
            script = some_network_computes(model, function, neurons)
            found = seen.agree(script, wanted in functions)
            if found is not None:
                network = read_back(model, inputs, neurons, found)
                assert tuple(v for p in function.points() for v in network.evaluate(p)) == wanted
    assert seen.both(15)


def test_unknown_biases_range_over_all_that_can_act() -> None:
    model = Model.of(
        format="raw(-3,3,1)",
        weights="ternary",
        bias="accumulator",
        activation=[2, 1, 0, 0, 0, 1, 1],
    )
    function = Function(format=model.format, inputs=2, values=(0,) * 49)
    commands = some_network_computes(model, function, 3).commands
    for name, largest_sum in (("bias1", 2 * 3), ("bias3", 2 * 3), ("bias", 3 * 2)):
        builder = ScriptBuilder()
        builder.integer(name, *effective_biases(model, largest_sum))
        assert set(builder.script("").commands) <= set(commands)
    pair = separating_neuron(model, [(1, 2)])
    builder = ScriptBuilder()
    builder.integer("bias", *effective_biases(model, 3))
    assert set(builder.script("").commands) <= set(pair.commands)


def test_a_zero_weight_leaves_a_neuron_out() -> None:
    def claim(weights: str) -> str:
        model = Model.of(format="raw(0,1,1)", weights=weights, activation=[0, 1])
        function = Function(format=model.format, inputs=1, values=(0, 1))
        return some_network_computes(model, function, 2).claim

    assert "at most 2 neurons" in claim("[0,1]@1")
    assert "exactly 2 neurons" in claim("[-1,1]@1")


# --- What stands in a script ---------------------------------------------------------------------


def scripts() -> list[Script]:
    """Some of each claim, in every overflow and accumulation."""
    random = Random(9)
    found = []
    for overflow, accumulation in product(Overflow, Accumulation):
        model = Model.of(
            format="Q2.2",
            activation="gelu",
            weights="[-5,-2,0,1,3]@3",
            bias="[-3,1,2]+format" if accumulation is Accumulation.EXACT else "format",
            overflow=overflow,
            accumulate=accumulation,
        )
        function = Function(format=model.format, inputs=1, values=tuple(model.format.raws))
        left = random_network(random, model, 2, 2)
        right = varied(random, left)
        found += [
            separating_neuron(model, [(-3, 2), (2, 5)]),
            unseparated_pair(model, [(1, 2), (3, -1)], Satisfiability.UNSAT),
            network_reaches(left, None),
            networks_differ(left, right, 3),
            some_network_computes(model, function, 2),
        ]
        if (overflow, accumulation) == (Overflow.SATURATE, Accumulation.EXACT):
            found.append(covering_coset(model, 6, 3))
    return found


def digest(written: Iterable[Script]) -> str:
    """One number for all their bytes."""
    return hashlib.sha256("".join(script.text for script in written).encode()).hexdigest()


def test_the_same_claim_is_the_same_bytes() -> None:
    assert [script.text for script in scripts()] == [script.text for script in scripts()]


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    source = "from tests.test_encoding_claims import *; print(digest(scripts()))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", source],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest(scripts())


@pytest.mark.parametrize("script", scripts()[:6], ids=lambda script: script.claim[:30])
def test_a_claim_says_what_both_answers_mean(script: Script) -> None:
    comments = [line for line in script.text.splitlines() if line.startswith("; ")]
    assert any(line.startswith("; sat: ") for line in comments)
    assert "unsat: " in script.claim
    names = {variable.name for variable in script.variables}
    assert len(names) == len(script.variables)


def test_the_status_is_the_callers() -> None:
    statuses = {script.status for script in scripts()}
    assert statuses == {Satisfiability.UNKNOWN, Satisfiability.UNSAT}
