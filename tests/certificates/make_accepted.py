"""Writes accepted/*.json: small certificates that the checker must accept, for every rule.

Those in DECIDED are what `decide` leaves for a model, those in REPRESENTED what `represent` leaves
for a model and a function, and those in ATTACHED the same with a network beside the theorem; those
in BY_HAND and in NETWORKS are legal but never made by them, because they look for something else
first. Deterministic.

    python -m tests.certificates.make_accepted
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fxprove.certificates import certificate, function_certificate, serialized
from fxprove.models import Model
from fxprove.representation import represent
from fxprove.requirements import Requirement, all_points
from fxprove.universality import decide

FOLDER = Path(__file__).with_name("accepted")

MOSTLY_FOUR = [5, *[4] * 15, 11]

DECIDED: Mapping[str, Mapping[str, Any]] = {
    "single_value": {"format": "raw(3,3,2)", "activation": [3]},
    "theorem_2_probes": {
        "format": "raw(-2,2,1)", "activation": "gelu", "weights": "ternary", "bias": "format",
    },
    "theorem_2_half_even": {"format": "Q1.1", "activation": "gelu"},
    "theorem_2_thresholds": {"format": "raw(-9,7,2)", "activation": "step", "rounding": "floor"},
    "theorem_2_lower_tails": {
        "format": "raw(-9,7,4)", "weights": "ternary", "bias": "format", "rounding": "zero",
        "activation": [*[5] * 12, -8, 6, 6, -9, -9],
    },
    "theorem_2_probes_and_thresholds": {
        "format": "raw(-3,13,4)", "activation": MOSTLY_FOUR, "bias": "format", "rounding": "floor",
    },
    "theorem_3": {"format": "Q1.1", "activation": "relu", "weights": "binary"},
    "theorem_3_two_values": {"format": "raw(0,1,1)", "activation": [1, 0], "weights": "binary"},
    "constant_activation": {"format": "sym(1,1)", "activation": [1, 1, 1]},
    "constant_activation_two_values": {"format": "raw(0,1,1)", "activation": [1, 1]},
    "separation": {
        "format": "raw(0,3,1)", "activation": [0, 0, 1, 1], "weights": "ternary", "bias": "format",
    },
    "separation_small_weights": {
        "format": "raw(-2,1,1)", "activation": [1, -1, 0, -2], "weights": "[-1,0,1]@4",
        "rounding": "floor",
    },
    "covering": {
        "format": "raw(-2,1,1)", "activation": "sign", "weights": "ternary", "bias": "format",
    },
    "covering_several_values": {
        "format": "raw(-3,1,2)", "activation": [0, 0, -3, 0, 0], "rounding": "floor",
        "bias": "accumulator",
    },
    "covering_few_biases": {
        "format": "raw(-2,2,2)", "activation": [-2, 2, -2, 2, 2], "weights": "[-2,0,3]@1",
        "bias": "[-5,-1,2]",
    },
    "fixed_point": {"format": "sym(1,1)", "activation": "relu", "bias": "none"},
    "fixed_point_small_biases": {
        "format": "sym(1,2)", "activation": "relu", "weights": "[-5,0,5]@7", "bias": "[-3,2]",
    },
    "fixed_point_wrapping": {
        "format": "raw(-2,1,1)", "activation": "identity", "bias": "none", "overflow": "wrap",
    },
    "fixed_point_sequential": {
        "format": "raw(-1,1,2)", "activation": "tanh", "bias": "none", "accumulate": "sequential",
    },
    "monotone": {"format": "UQ1.1", "activation": "relu"},
    "monotone_sequential": {
        "format": "raw(0,2,1)", "activation": "relu", "accumulate": "sequential-bias-last",
    },
    "monotone_either": {
        "format": "raw(0,2,1)", "activation": [2, 1, 0], "weights": "[0,1]@1",
    },
    "monotone_either_two_values": {
        "format": "raw(-1,0,1)", "activation": [-1, 0], "weights": "[-1]@1",
    },
}  # fmt: skip
"""Model options by the name of the file, which begins with the rule."""

BY_HAND: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    "covering_zero_lattice": (
        "covering",
        {"format": "raw(-1,1,1)", "activation": [1, 0, 1], "weights": "[0]@1"},
        {
            "values": [-1, 1],
            "turn": {"coordinate": 0, "rise": [[-1], [0]], "fall": [[0], [1]]},
            "counterexample": {"inputs": 1, "values": [-1, 1, 0]},
        },
    ),
    "constant_activation_second_coordinate": (
        "constant_activation",
        {"format": "raw(0,1,1)", "activation": [0, 0], "bias": "none"},
        {
            "turn": {"coordinate": 0, "rise": [[0, 1], [1, 1]], "fall": [[0, 0], [1, 0]]},
            "counterexample": {"inputs": 2, "values": [1, 0, 0, 1]},
        },
    ),
}
"""Rule, model options and evidence by the name of the file."""


REPRESENTED: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "network_function": (
        {"format": "raw(-1,1,1)", "activation": "relu", "weights": "ternary"},
        {"inputs": 2, "low": [1, 1, 0, 1, 0, -1, 0, -1, -1]},
    ),
    "theorem_2_function": (
        {"format": "raw(-1,2,1)", "activation": "relu", "weights": "ternary"},
        {"low": [1, -1, 2, 0]},
    ),
    "theorem_2_function_neurons": (
        {
            "format": "raw(-1,1,1)", "activation": [1, -1, 1], "weights": "[-2,0,2]@1",
            "bias": "format",
        },
        {"inputs": 2, "points": [0, 0, -1, 1, 1, 0, 0, 1], "low": [1, 0, 1, 0]},
    ),
    "theorem_2_function_tolerances": (
        {
            "format": "raw(-2,1,1)", "activation": "sign", "weights": "ternary", "bias": "format",
        },
        {
            "points": [-2, 0, 1], "outputs": 2,
            "low": [-1, 1, -2, -2, 1, 1], "high": [0, 1, -1, -1, 1, 1],
        },
    ),
    "theorem_3_function": (
        {"format": "raw(0,2,1)", "activation": [0, 2, 0], "weights": "binary",
         "bias": "accumulator"},
        {"low": [2, 0, 1], "high": [2, 0, 2]},
    ),
    "theorem_3_function_outputs": (
        {"format": "raw(-2,2,1)", "activation": "relu", "weights": "binary"},
        {
            "outputs": 2,
            "low": [0, -1, -1, 0, 0, -1, -2, 1, -2, 0], "high": [0, -1, -1, 0, 0, 0, -2, 1, -2, 0],
        },
    ),
    "separation_function": (
        {
            "format": "raw(0,3,1)", "activation": [0, 0, 1, 1], "weights": "ternary",
            "bias": "format",
        },
        {"outputs": 2, "points": [3, 2, 0], "low": [0, 0, 3, 1, 0, 0], "high": [1, 3, 3, 1, 0, 3]},
    ),
    "separation_function_two_inputs": (
        {
            "format": "raw(-1,0,1)", "activation": [0, -1], "weights": "[-1,0,1]@4",
        },
        {"inputs": 2, "low": [0, 0, 0, -1]},
    ),
    "separation_function_two_points": (
        {"format": "raw(-1,0,1)", "activation": [0, -1], "weights": "[-1,0,1]@4"},
        {"inputs": 2, "points": [-1, 0, 0, -1], "low": [-1, 0]},
    ),
    "covering_function": (
        {"format": "raw(-2,1,1)", "activation": "sign", "weights": "ternary", "bias": "format"},
        {"low": [-1, 0, 1, -2]},
    ),
    "covering_function_intervals": (
        {
            "format": "raw(-2,2,1)", "activation": [-2, -2, 2, 2, 2], "weights": "ternary",
            "bias": "format", "rounding": "zero",
        },
        {"low": [-1, -1, 2, 0, -1], "high": [2, -1, 2, 1, 1]},
    ),
    "covering_function_merged": (
        {
            "format": "raw(0,3,1)", "activation": [0, 0, 2, 2], "weights": "ternary",
            "bias": "format",
        },
        {"points": [0, 2, 3], "low": [1, 1, 2], "high": [1, 2, 3]},
    ),
    "covering_function_telling_points": (
        {
            "format": "raw(-3,0,1)", "activation": [-3, 0, -3, 0], "weights": "[-2,0,2]@3",
            "bias": "format",
        },
        {"low": [-1, -1, -2, -3]},
    ),
    "parity_function": (
        {"format": "raw(-2,1,1)", "activation": "relu", "weights": "binary"},
        {"outputs": 2, "low": [0, 0, -1, 0, 0, 0, -1, -1]},
    ),
    "parity_function_tolerances": (
        {
            "format": "raw(-5,4,1)", "activation": [0, 0, 0, 0, 0, 1, 2, 3, 3, 3],
            "weights": "[-2,1,4]@1", "bias": "accumulator",
        },
        {
            "outputs": 3, "points": [-4, -1, 0, 2, 3],
            "low": [0, 4, 0, 1, -5, 0, 2, 4, 0, -5, 4, -2, -1, -5, -3],
            "high": [1, 4, 0, 2, -5, 0, 3, 4, 0, 3, 4, -2, -1, 4, 1],
        },
    ),
    "constant_activation_function": (
        {"format": "sym(1,1)", "activation": [1, 1, 1]},
        {"low": [0, 1, -1], "high": [0, 1, 0]},
    ),
    "constant_activation_function_two_inputs": (
        {
            "format": "raw(0,1,1)", "activation": [0, 0], "weights": "[-1,0,1]@4",
            "rounding": "zero",
        },
        {"inputs": 2, "points": [0, 0, 1, 1], "low": [0, 1]},
    ),
    "fixed_point_function": (
        {"format": "raw(-2,1,1)", "activation": "identity", "bias": "none", "overflow": "wrap"},
        {"points": [-1, 0, 1], "low": [0, -2, 0], "high": [0, -1, 1]},
    ),
    "monotone_function": (
        {"format": "raw(0,1,1)", "activation": "relu"},
        {"inputs": 2, "points": [0, 0, 0, 1, 1, 1], "low": [1, 0, 0], "high": [1, 1, 0]},
    ),
    "monotone_function_either": (
        {"format": "raw(0,2,1)", "activation": [2, 1, 0], "weights": "[0,1]@1"},
        {"outputs": 2, "low": [0, 2, 1, 1, 2, 0]},
    ),
}  # fmt: skip
"""Model options and a function, as in a certificate, by the name of the file.

Absent fields: one input and one output, all points, no tolerances.
"""

ATTACHED: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], list[dict[str, Any]]]] = {
    "theorem_2_function_network": (
        {"format": "raw(-1,1,1)", "activation": "relu", "weights": "ternary"},
        {"low": [1, 0, 1]},
        [{"weights": [[-1], [-1]], "biases": [0, 1]}, {"weights": [[1, -1]], "biases": [1]}],
    ),
    "theorem_3_function_network": (
        {"format": "raw(0,1,1)", "activation": "relu", "weights": "binary"},
        {"inputs": 2, "low": [0, 1, 1, 0]},
        [{"weights": [[1, -1], [-1, 1]], "biases": [0, 0]}, {"weights": [[1, 1]], "biases": [0]}],
    ),
}
"""Model options, a function, and the layers of a network that goes beside the theorem."""

NETWORKS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], list[dict[str, Any]]]] = {
    "network_function_sequential": (
        {
            "format": "raw(-1,2,2)", "activation": [0, 0, 1, 2], "weights": "[-2,0,3]@2",
            "accumulate": "sequential",
        },
        {"low": [-1, -1, 2, 2]},
        [
            {"weights": [[3], [-2]], "biases": [0, -1]},
            {"weights": [[3, -2]], "biases": [-1]},
        ],
    ),
    "network_function_bias_last": (
        {
            "format": "raw(-2,1,1)", "activation": "identity", "weights": "[-2,1,2]@1",
            "accumulate": "sequential-bias-last",
        },
        {"low": [1, -1, -1, -1], "high": [1, 0, -1, -1]},
        [{"weights": [[2], [1]], "biases": [1, 1]}, {"weights": [[1, -2]], "biases": [0]}],
    ),
    "network_function_wrapping": (
        {"format": "Q1.0", "activation": "relu", "overflow": "wrap"},
        {"outputs": 2, "low": [0, 0, -1, 1, 0, 0, 1, 1]},
        [
            {"weights": [[1], [-1]], "biases": [0, 0]},
            {"weights": [[1, -1], [1, 1]], "biases": [0, 0]},
        ],
    ),
}  # fmt: skip
"""Model options, a function and the layers of a network that computes it."""


def requirement_of(model: Model, fields: Mapping[str, Any]) -> Requirement:
    """The function that the fields of a certificate denote, `points` and `high` perhaps absent."""
    inputs, outputs, low = fields.get("inputs", 1), fields.get("outputs", 1), fields["low"]
    points = all_points(model.format, inputs)
    if fields.get("points") is not None:
        points = np.array(fields["points"]).reshape(-1, inputs)
    high = low if fields.get("high") is None else fields["high"]
    bounds = [np.array(ends).reshape(-1, outputs) for ends in (low, high)]
    return Requirement(format=model.format, points=points, low=bounds[0], high=bounds[1])


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of every certificate."""
    for name, options in DECIDED.items():
        decision = decide(Model.of(**options))
        assert decision.certificate is not None, f"{name}: {decision.reason}"
        yield name, dict(decision.certificate)
    for name, (rule, options, evidence) in BY_HAND.items():
        yield name, certificate("not_universal", Model.of(**options), rule, evidence)
    for name, (options, fields) in REPRESENTED.items():
        model = Model.of(**options)
        answer = represent(model, requirement_of(model, fields))
        assert answer.certificate is not None, f"{name}: {answer.reason}"
        yield name, dict(answer.certificate)
    for name, (options, fields, layers) in ATTACHED.items():
        model = Model.of(**options)
        answer = represent(model, requirement_of(model, fields))
        assert answer.certificate is not None and answer.witness is not None, name
        evidence = {**answer.witness, "layers": layers}
        yield name, {**answer.certificate, "evidence": evidence}
    for name, (options, fields, layers) in NETWORKS.items():
        model = Model.of(**options)
        requirement = requirement_of(model, fields)
        yield (
            name,
            function_certificate(
                "representable", model, requirement, "network_function", {"layers": layers}
            ),
        )


def main() -> None:
    """Write them all, and remove what is not among them."""
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for name, document in documents():
        (FOLDER / f"{name}.json").write_bytes(serialized(document))


if __name__ == "__main__":
    main()
