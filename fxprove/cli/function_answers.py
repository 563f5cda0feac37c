"""What `represent`, `construct` and `minimize` say alike of a question about one function.

All decide the same; `construct` goes on where `represent` stops, and `minimize` where a network may
be smaller.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from fxprove.certificates import requirement_json
from fxprove.cli.descriptions import LABEL_WIDTH, labelled, model_lines
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import network_json
from fxprove.networks import Layer, Network
from fxprove.representation import Representation
from fxprove.requirements import Requirement

_MOST_SHOWN = 16  # neurons of a layer, and weights of a neuron


def headline(verdict: str, reason: str) -> str:
    """The verdict line; `verdict` is its name in JSON."""
    return f"{verdict.upper().replace('_', ' ')}: {reason}."


def question_lines(found: Representation) -> list[str]:
    """The model and what was asked."""
    lines = labelled("model", model_lines(found.model))
    return [*lines, *labelled("function", [_function_line(found.requirement)])]


def _function_line(requirement: Requirement) -> str:
    asked = f"{len(requirement.points)} inputs of {requirement.inputs} variable"
    outputs = "" if requirement.outputs == 1 else f", {requirement.outputs} outputs"
    exact = "one value each" if requirement.is_exact else "with tolerances"
    return f"{asked}{'s' * (requirement.inputs > 1)}{outputs}, {exact}"


def network_lines(network: Network, remark: str = "") -> list[str]:
    """Shape and size, the latter with a remark; of a single layer the parameters too."""
    size = network.size
    hidden = " + ".join(str(len(layer.biases)) for layer in network.layers[:-1])
    shape = f"{size.depth} layers, hidden neurons {hidden}" if hidden else "1 layer"
    lines = [
        f"{shape}; parameters {size.parameters_dense} with zeros",
        f"nonzero parameters {size.parameters}{remark}",
    ]
    if network.depth == 1:
        lines += _neuron_lines(network.layers[0])
    return labelled("network", lines)


def layer_lines(network: Network) -> list[str]:
    """The parameters of all layers, where there are few neurons and few weights in each."""
    lines: list[str] = []
    for index, layer in enumerate(network.layers, 1):
        if max(len(layer.biases), len(layer.weights[0])) > _MOST_SHOWN:
            return []
        lines += labelled(f"{'  layer':<{LABEL_WIDTH - 4}}{index}", _neuron_lines(layer))
    return lines


def _neuron_lines(layer: Layer) -> list[str]:
    return [
        f"raw weights {list(row)}, bias {bias}"
        for row, bias in zip(layer.weights, layer.biases, strict=True)
    ]


def network_file(network: Network) -> bytes:
    """The content of a network file, compact."""
    return (json.dumps(network_json(network), separators=(",", ":")) + "\n").encode()


def question_json(found: Representation) -> dict[str, object]:
    """The fields about the question and about what decided it."""
    return {
        "model": model_json(found.model),
        "function": requirement_json(found.requirement),
        "hypotheses": dict(found.hypotheses),
        "missing": found.missing,
        "cause": found.cause,
    }


UNPROVED_SIZE: Mapping[str, object] = {"lower_bound": None, "optimal": []}
"""The fields about minimal size, of answers that prove none."""


def sized_json(
    network: Network | None, *, lower_bound: int | None = None, optimal: Sequence[str] = ()
) -> dict[str, object]:
    """The fields about a network, null without one, and what is proved about minimal size."""
    return {
        "network": None if network is None else network_json(network),
        "size": None if network is None else asdict(network.size),
        "lower_bound": lower_bound,
        "optimal": list(optimal),
    }


def without_function_json(
    fields: Iterable[str], model: Model, reason: str, seconds: float
) -> dict[str, object]:
    """The answer where the time was over before the function was known: other `fields` are null."""
    return {
        **dict.fromkeys(fields),
        "verdict": "unknown",
        "reason": reason,
        "model": model_json(model),
        "hypotheses": {},
        **UNPROVED_SIZE,
        "seconds": round(seconds, 6),
    }
