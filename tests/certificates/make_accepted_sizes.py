"""Writes sizes/accepted/*.json: small certificates about sizes that the checker must accept.

They are made by listing (tests/sizes_by_definition.py), with functionals at random but always the
same ones, as `minimize` would not choose them. Deterministic.

    python -m tests.certificates.make_accepted_sizes
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from fxprove.certificates import serialized
from fxprove.model_files import model_json
from fxprove.models import Model
from tests.sizes_by_definition import Proof, Question

FOLDER = Path(__file__).with_name("sizes") / "accepted"

RELU = {"format": "raw(-1,1,1)", "activation": "relu", "weights": "ternary"}
NO_BIAS = {
    "format": "raw(-2,1,1)", "activation": "relu", "weights": "[-1,1,2]@2", "bias": "none",
}  # fmt: skip
BUMP = {
    "format": "raw(0,2,1)", "activation": [0, 2, 0], "weights": "binary", "bias": "accumulator",
}  # fmt: skip
FEW = {
    "format": "raw(-1,1,1)", "activation": [1, -1, 0], "weights": "[0,1]@1", "bias": "[-2,1]",
}  # fmt: skip

Asked = tuple[Mapping[str, Any], Mapping[str, Any], str]

MINIMA: Mapping[str, Asked] = {
    "minimum_size": (RELU, {"low": [-1, 1, 0]}, "neurons"),
    "minimum_size_two_inputs": (
        FEW,
        {
            "inputs": 2, "points": [1, 0, 0, 1, -1, -1, 1, 1, 1, -1, -1, 0],
            "low": [1, 1, -1, 1, 1, -1],
        },
        "neurons",
    ),
    "minimum_size_depth": (RELU, {"low": [1, 0, 1]}, "depth"),
    "minimum_size_parameters": (
        RELU, {"outputs": 2, "low": [1, -1, 0, 1, 0, 1]}, "parameters",
    ),
    "minimum_size_no_zero": (BUMP, {"low": [1, 0, 2], "high": [1, 0, 2]}, "parameters"),
    "minimum_size_single": (RELU, {"outputs": 2, "low": [1, -1, 1, 0, 1, 1]}, "parameters"),
}  # fmt: skip
"""Model options, a function with absent fields as in `make_accepted`, and what is counted."""

BOUNDS: Mapping[str, tuple[Asked, int | None, int]] = {
    "size_bound": ((RELU, {"low": [-1, 1, -1]}, "neurons"), 4, 2),
    "size_bound_many": (
        ({**RELU, "format": "raw(-1,2,1)"}, {"low": [1, 1, -1, 2]}, "neurons"), 5, 2,
    ),
    "size_bound_none": (
        (NO_BIAS, {"outputs": 2, "low": [0, -2, 1, -1, -2, -1, -2, 0]}, "parameters"), None, 2,
    ),
    "size_bound_no_bias": ((NO_BIAS, {"low": [1, 0, 0, -1]}, "neurons"), 3, 2),
    "size_bound_depth": ((FEW, {"low": [0, 0, -1]}, "depth"), 3, 5),
    "size_bound_single_layers": ((RELU, {"low": [1, 0, 1]}, "depth"), None, 1),
    "size_bound_parameters": (
        (RELU, {"outputs": 2, "low": [1, -1, 1, 0, 1, 1]}, "parameters"), 2, 2,
    ),
    "size_bound_trivial": ((RELU, {"low": [0, 0, 0]}, "neurons"), 0, 3),
}  # fmt: skip
"""As in MINIMA, and the bound and the greatest depth."""

SINGLE: Mapping[str, Mapping[str, Any]] = {
    "size_bound_single_layers": {"output": 0, "slopes": [[[1, 2], [0, 1]]], "points": []},
}
"""Evidence about single layers, where listing is replaced by it."""


def question_of(asked: Asked) -> Question:
    """The model and the function."""
    options, fields, _ = asked
    function = {"inputs": 1, "outputs": 1, "points": None, "high": None, **fields}
    return Question(model_json(Model.of(**options)), function)


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and content of every certificate."""
    for name, asked in MINIMA.items():
        question, objective = question_of(asked), asked[2]
        found = question.smallest(objective, 6 if objective == "parameters" else 3, 2)
        assert found is not None, name
        document = Proof(question, Random(name)).document(objective, found[0], 2, found[1])
        assert document is not None, name
        yield name, document
    for name, (asked, bound, depth) in BOUNDS.items():
        proof = Proof(question_of(asked), Random(name))
        document = proof.document(asked[2], bound, depth)
        assert document is not None, name
        if name in SINGLE:
            document["evidence"]["single"] = SINGLE[name]
        yield name, document


def main() -> None:
    """Write them all, and remove what is not among them."""
    FOLDER.mkdir(exist_ok=True, parents=True)
    for stale in FOLDER.glob("*.json"):
        stale.unlink()
    for name, document in documents():
        (FOLDER / f"{name}.json").write_bytes(serialized(document))


if __name__ == "__main__":
    main()
