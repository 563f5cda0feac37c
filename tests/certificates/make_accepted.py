"""Writes accepted/*.json: small certificates that the checker must accept, for every rule.

Those in DECIDED are what `decide` leaves for a model; those in BY_HAND are legal but never made
by it, because it looks for another cause first. Deterministic.

    python -m tests.certificates.make_accepted
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fxprove.certificates import certificate, serialized
from fxprove.models import Model
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


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of every certificate."""
    for name, options in DECIDED.items():
        decision = decide(Model.of(**options))
        assert decision.certificate is not None, f"{name}: {decision.reason}"
        yield name, dict(decision.certificate)
    for name, (rule, options, evidence) in BY_HAND.items():
        yield name, certificate("not_universal", Model.of(**options), rule, evidence)


def main() -> None:
    """Write them all, and remove what is not among them."""
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for name, document in documents():
        (FOLDER / f"{name}.json").write_bytes(serialized(document))


if __name__ == "__main__":
    main()
