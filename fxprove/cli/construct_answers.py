"""What `construct` says: the words and the JSON of one answer."""

from collections.abc import Mapping

from fxprove.approximation import Approximation
from fxprove.cli.approximation_answers import approximation_json, approximation_lines
from fxprove.cli.certificate_files import Checked, checked_json, checked_line
from fxprove.cli.descriptions import labelled
from fxprove.cli.function_answers import (
    network_lines,
    question_json,
    question_lines,
    sized_json,
    without_function_json,
)
from fxprove.construction.constructing import Construction
from fxprove.construction.sizes import CountingBound
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.verdicts import PROVED, REFUTED, Verdict

ENGINE = "construction"

_NAMES = {PROVED: "built", REFUTED: "not_representable"}
_UNSETTLED = (
    "function", "missing", "cause", "rule", "network", "size", "counting_bound", "way", "witness",
    "checked", "approximation", "certificate",
)  # fmt: skip


def verdict_name(verdict: Verdict) -> str:
    """The verdict in JSON, and in capitals in text."""
    return _NAMES.get(verdict, "unknown")


# --- Text ---------------------------------------------------------------------------------------


def construction_lines(
    answer: Construction, checked: Checked | None, errors: Approximation | None
) -> list[str]:
    """All but the verdict line; weights of a single layer only."""
    found = answer.representation
    lines = ["", *question_lines(found)]
    if answer.network is not None:
        lines += _built_lines(answer, answer.network)
    if len(answer.tried) > 1 or (answer.tried and answer.network is None):
        lines += labelled("tried", _tried_lines(answer))
    if found.cause is not None:
        lines += labelled("cause", [found.cause])
    if errors is not None:
        lines += labelled("error", approximation_lines(errors))
    if checked is not None:
        lines += labelled("checker", [checked_line(checked)])
    return lines


def _built_lines(answer: Construction, network: Network) -> list[str]:
    assert answer.bound is not None and answer.way is not None
    bound = _bound(network.size.parameters, answer.bound)
    return [*network_lines(network, f"; {bound}"), *labelled("built by", [answer.way])]


def _bound(parameters: int, bound: CountingBound) -> str:
    """The counting bound, and how many times as many parameters there are."""
    if bound.parameters < 0.5:  # nearly all functions are as good
        return "counting bound 0"
    times = parameters / bound.parameters
    shown = f"{times:.1f}" if times >= 0.1 else f"{times:.1g}"
    return f"counting bound {bound.parameters:.0f} ({shown} times)"


def _tried_lines(answer: Construction) -> list[str]:
    """The other constructions that came to a network, each size once, and how many did not."""
    others = {way: size for way, size in answer.tried.items() if way != answer.way}
    by_size = {size: way for way, size in reversed(others.items()) if size is not None}
    lines = [f"{way}: {size} nonzero parameters" for size, way in sorted(by_size.items())]
    without = list(others.values()).count(None)
    if without:
        lines.append(f"{without} construction{'s' * (without > 1)} without a network")
    return lines


# --- JSON ---------------------------------------------------------------------------------------


def construction_json(
    answer: Construction,
    checked: Checked | None,
    errors: Approximation | None,
    certificate: Mapping[str, str] | None,
) -> dict[str, object]:
    """What `construct --json` prints."""
    found = answer.representation
    refuted = answer.verdict == REFUTED
    return {
        "verdict": verdict_name(answer.verdict),
        "reason": answer.reason,
        **question_json(found),
        "rule": None if answer.certificate is None else answer.certificate["rule"],
        **sized_json(answer.network),
        "counting_bound": _bound_json(answer.bound),
        "way": answer.way,
        "tried": [{"way": way, "parameters": count} for way, count in answer.tried.items()],
        "witness": dict(found.witness) if refuted and found.witness is not None else None,
        "checked": checked_json(checked),
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


def out_of_time_json(model: Model, reason: str, seconds: float) -> dict[str, object]:
    """The answer where the time was over before the function was known."""
    without = without_function_json(_UNSETTLED, model, reason, seconds)
    return {**without, "tried": [], "engine": ENGINE}
