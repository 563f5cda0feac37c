"""What `minimize` says: the words and the JSON of one answer.

Every sentence about sizes names the depth up to which it holds, and says so where no certificate
stands behind it.
"""

from collections.abc import Mapping

from fxprove.approximation import Approximation
from fxprove.cli.approximation_answers import approximation_json, approximation_lines
from fxprove.cli.certificate_files import Checked, checked_json, checked_line
from fxprove.cli.descriptions import labelled
from fxprove.cli.function_answers import (
    layer_lines,
    network_lines,
    question_json,
    question_lines,
    sized_json,
    without_function_json,
)
from fxprove.minimization.minimizing import Minimum, Objective
from fxprove.models import Model
from fxprove.networks import NetworkSize
from fxprove.verdicts import PROVED, REFUTED, Verdict

ENGINE = "minimization"

ORDERS: Mapping[Objective, tuple[str, ...]] = {
    "neurons": ("neurons", "parameters", "depth"),
    "parameters": ("parameters", "neurons", "depth"),
    "depth": ("depth", "neurons", "parameters"),
}
"""What is compared first, second and third, by objective."""

_NAMES = {PROVED: "minimal", REFUTED: "not_representable"}
_UNITS: Mapping[Objective, tuple[str, str]] = {
    "neurons": ("hidden neuron", "hidden neurons"),
    "parameters": ("parameter", "parameters"),
    "depth": ("layer", "layers"),
}
_UNSETTLED = (
    "function", "missing", "cause", "rule", "network", "size", "witness", "checked",
    "approximation", "certificate",
)  # fmt: skip


def verdict_name(verdict: Verdict) -> str:
    """The verdict in JSON, and in capitals in text."""
    return _NAMES.get(verdict, "unknown")


def proved_bound(answer: Minimum) -> int | None:
    """The lower bound, None where nothing is proved beyond what holds for every network."""
    return answer.lower_bound or (0 if answer.verdict == PROVED else None)


def sentence(answer: Minimum) -> str:
    """The reason, what is known of sizes and among which networks, and whether it is certified."""
    said = answer.reason
    if answer.none_at_depth:
        said = f"there is none among networks of depth ≤ {answer.max_depth}: {said}"
    elif verdict_name(answer.verdict) == "unknown":
        said = f"{said}; {_bounds(answer)}"
    return said if _is_certified(answer) or not _is_proved(answer) else f"{said}; not certified"


def _bounds(answer: Minimum) -> str:
    least, best = proved_bound(answer), answer.size
    among = f"among networks of depth ≤ {answer.max_depth}"
    if best is None:
        known = "no lower bound is proved" if least is None else _at_least(answer, least)
        return f"{among} none was found, and {known}"
    enough = _counted(answer.objective, _units(answer.objective, best))
    if least is None:
        return f"{among} the best one found has {enough}, and no lower bound is proved"
    return f"{among} {_at_least(answer, least)}, and the best one found has {enough}"


def _at_least(answer: Minimum, least: int) -> str:
    verb = "is" if least == 1 else "are"
    return f"at least {_counted(answer.objective, least)} {verb} needed"


def _counted(objective: Objective, number: int) -> str:
    return f"{number} {_UNITS[objective][number != 1]}"


def _units(objective: Objective, size: NetworkSize) -> int:
    return int(getattr(size, objective))


def _is_certified(answer: Minimum) -> bool:
    return answer.certificate is not None


def _is_proved(answer: Minimum) -> bool:
    """Whether the answer claims anything that a certificate could be about."""
    is_settled = verdict_name(answer.verdict) != "unknown"
    return is_settled or answer.none_at_depth or proved_bound(answer) is not None


# --- Text ---------------------------------------------------------------------------------------


def minimum_lines(
    answer: Minimum, checked: Checked | None, errors: Approximation | None
) -> list[str]:
    """All but the verdict line; weights where layers are small."""
    found = answer.representation
    lines = ["", *question_lines(found)]
    if answer.verdict != REFUTED:
        lines += labelled("order", _order_lines(answer))
    if answer.network is not None:
        lines += network_lines(answer.network)
        if answer.network.depth > 1:
            lines += layer_lines(answer.network)
        lines += labelled("found by", [answer.network_by or "nothing"])
    if answer.verdict != REFUTED:
        lines += labelled("lower bound", [_bound_line(answer)])
    if found.cause is not None:
        lines += labelled("cause", [found.cause])
    if errors is not None:
        lines += labelled("error", approximation_lines(errors))
    if checked is not None:
        lines += labelled("checker", [checked_line(checked)])
    elif _is_proved(answer):
        lines += labelled("checker", ["has nothing to check: this answer is not certified"])
    return lines


def _order_lines(answer: Minimum) -> list[str]:
    compared = ", then ".join(ORDERS[answer.objective])
    return [
        f"by {compared}, among networks of depth ≤ {answer.max_depth}",
        f"proved minimal: {', '.join(answer.optimal) or 'nothing'}",
    ]


def _bound_line(answer: Minimum) -> str:
    if answer.none_at_depth:
        return f"there is no network of depth ≤ {answer.max_depth} ({answer.bound_by})"
    least = proved_bound(answer)
    if least is None:
        return "none is proved"
    because = "" if answer.bound_by is None else f" ({answer.bound_by})"
    return f"{_counted(answer.objective, least)}{because}"


# --- JSON ---------------------------------------------------------------------------------------


def minimum_json(
    answer: Minimum,
    checked: Checked | None,
    errors: Approximation | None,
    certificate: Mapping[str, object] | None,
) -> dict[str, object]:
    """What `minimize --json` prints."""
    found = answer.representation
    name = verdict_name(answer.verdict)
    refuted = name == "not_representable"
    return {
        "verdict": name,
        "reason": sentence(answer),
        **question_json(found),
        "missing": found.missing if name == "unknown" else None,
        "rule": None if answer.certificate is None else answer.certificate["rule"],
        **_asked_json(answer.objective, answer.max_depth),
        **sized_json(answer.network, lower_bound=proved_bound(answer), optimal=answer.optimal),
        "none_at_depth": answer.none_at_depth,
        "engines": {"network": answer.network_by, "lower_bound": answer.bound_by},
        "witness": dict(found.witness) if refuted and found.witness is not None else None,
        "certified": _is_certified(answer),
        "checked": checked_json(checked),
        "approximation": approximation_json(errors),
        "engine": ENGINE,
        "seconds": round(answer.seconds, 6),
        "certificate": None if certificate is None else dict(certificate),
    }


def _asked_json(objective: Objective, max_depth: int) -> dict[str, object]:
    return {"objective": objective, "order": list(ORDERS[objective]), "max_depth": max_depth}


def out_of_time_json(
    model: Model, reason: str, seconds: float, objective: Objective, max_depth: int
) -> dict[str, object]:
    """The answer where the time was over before the function was known."""
    return {
        **without_function_json(_UNSETTLED, model, reason, seconds),
        **_asked_json(objective, max_depth),
        "none_at_depth": False,
        "engines": {"network": None, "lower_bound": None},
        "certified": False,
        "engine": ENGINE,
    }
