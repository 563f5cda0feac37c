"""What `construct` says: the words and the JSON of one answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from fxprove.approximation import Approximation
from fxprove.certificates import requirement_json
from fxprove.cli.approximation_answers import approximation_json, approximation_lines
from fxprove.cli.descriptions import model_lines
from fxprove.construction.constructing import Construction
from fxprove.construction.sizes import CountingBound
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.network_files import network_json
from fxprove.networks import Network
from fxprove.requirements import Requirement
from fxprove.verdicts import PROVED, REFUTED, Verdict

ENGINE = "construction"

_NAMES = {PROVED: "built", REFUTED: "not_representable"}
_UNSETTLED = (
    "function", "missing", "cause", "rule", "network", "size", "counting_bound", "way", "witness",
    "checked", "approximation", "certificate",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the independent checker made of the certificate: it is valid, or `left_open` says why
    the checker stopped. (A certificate that it refuses is a defect and never gets here.)
    """

    left_open: str | None


def verdict_name(verdict: Verdict) -> str:
    """The verdict in JSON, and in capitals in text."""
    return _NAMES.get(verdict, "unknown")


def headline(verdict: Verdict, reason: str) -> str:
    """The verdict line."""
    return f"{verdict_name(verdict).upper().replace('_', ' ')}: {reason}."


# --- Text ---------------------------------------------------------------------------------------


def construction_lines(
    answer: Construction, checked: Checked | None, errors: Approximation | None
) -> list[str]:
    """All but the verdict line; weights of a single layer only."""
    found = answer.representation
    lines = ["", *_labelled("model", model_lines(found.model))]
    lines += _labelled("function", [_function_line(found.requirement)])
    if answer.network is not None:
        lines += _network_lines(answer, answer.network)
    if answer.tried:
        lines += _labelled("tried", _tried_lines(answer))
    if found.cause is not None:
        lines += _labelled("cause", [found.cause])
    if errors is not None:
        lines += _labelled("error", approximation_lines(errors))
    if checked is not None:
        lines += _labelled("checker", [_checked_line(checked)])
    return lines


def _labelled(label: str, lines: list[str]) -> list[str]:
    return [f"{'' if index else label:<14}{line}" for index, line in enumerate(lines)]


def _function_line(requirement: Requirement) -> str:
    asked = f"{len(requirement.points)} inputs of {requirement.inputs} variable"
    outputs = "" if requirement.outputs == 1 else f", {requirement.outputs} outputs"
    exact = "one value each" if requirement.is_exact else "with tolerances"
    return f"{asked}{'s' * (requirement.inputs > 1)}{outputs}, {exact}"


def _network_lines(answer: Construction, network: Network) -> list[str]:
    size, bound = answer.size, answer.bound
    assert size is not None and bound is not None and answer.way is not None
    hidden = " + ".join(str(len(layer.biases)) for layer in network.layers[:-1])
    neurons = f"{size.depth} layers, hidden neurons {hidden}" if hidden else "1 layer"
    lines = _labelled(
        "network",
        [
            f"{neurons}; parameters {size.parameters_dense} with zeros",
            f"nonzero parameters {size.parameters}; {_bound(size.parameters, bound)}",
        ],
    )
    if network.depth == 1:
        layer = network.layers[0]
        for row, bias in zip(layer.weights, layer.biases, strict=True):
            lines += _labelled("", [f"raw weights {list(row)}, bias {bias}"])
    return [*lines, *_labelled("built by", [answer.way])]


def _bound(parameters: int, bound: CountingBound) -> str:
    """The counting bound, and how many times as many parameters there are."""
    if bound.parameters < 0.5:  # nearly all functions are as good
        return "counting bound 0"
    times = parameters / bound.parameters
    shown = f"{times:.1f}" if times >= 0.1 else f"{times:.1g}"
    return f"counting bound {bound.parameters:.0f} ({shown} times)"


def _tried_lines(answer: Construction) -> list[str]:
    return [
        f"{way}: {'no network' if parameters is None else f'{parameters} nonzero parameters'}"
        for way, parameters in answer.tried.items()
        if way != answer.way
    ]


def _checked_line(checked: Checked) -> str:
    if checked.left_open is None:
        return "accepts the certificate"
    return f"did NOT check the certificate, which is beyond its limits: {checked.left_open}"


# --- JSON ---------------------------------------------------------------------------------------


def construction_json(
    answer: Construction,
    checked: Checked | None,
    errors: Approximation | None,
    certificate: Mapping[str, str] | None,
) -> dict[str, object]:
    """What `construct --json` prints."""
    found, network = answer.representation, answer.network
    refuted = answer.verdict == REFUTED
    return {
        "verdict": verdict_name(answer.verdict),
        "reason": answer.reason,
        "model": model_json(found.model),
        "function": requirement_json(found.requirement),
        "hypotheses": dict(found.hypotheses),
        "missing": found.missing,
        "cause": found.cause,
        "rule": None if answer.certificate is None else answer.certificate["rule"],
        "network": None if network is None else network_json(network),
        "size": None if answer.size is None else asdict(answer.size),
        "counting_bound": _bound_json(answer.bound),
        "way": answer.way,
        "tried": [{"way": way, "parameters": count} for way, count in answer.tried.items()],
        "witness": dict(found.witness) if refuted and found.witness is not None else None,
        "checked": _checked_json(checked),
        "approximation": approximation_json(errors),
        "engine": ENGINE,
        "seconds": round(answer.seconds, 6),
        "certificate": None if certificate is None else dict(certificate),
    }


def _bound_json(bound: CountingBound | None) -> dict[str, object] | None:
    if bound is None:
        return None
    return {
        "functions_bits": round(bound.functions_bits, 3),
        "parameter_values": bound.parameter_values,
        "parameters": round(bound.parameters, 3),
    }


def _checked_json(checked: Checked | None) -> dict[str, object] | None:
    if checked is None:
        return None
    outcome = "valid" if checked.left_open is None else "incomplete"
    return {"outcome": outcome, "left_open": checked.left_open}


def without_function_json(model: Model, reason: str, seconds: float) -> dict[str, object]:
    """The answer where the time was over before the function was known."""
    return {
        **dict.fromkeys(_UNSETTLED),
        "verdict": "unknown",
        "reason": reason,
        "model": model_json(model),
        "hypotheses": {},
        "tried": [],
        "engine": ENGINE,
        "seconds": round(seconds, 6),
    }
