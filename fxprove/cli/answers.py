"""A decision as text for people and as JSON for programs."""

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from fxprove.cli.descriptions import (
    LABEL_WIDTH,
    bias_unit,
    command,
    function_lines,
    labelled,
    model_lines,
    neuron_line,
    number,
    real,
)
from fxprove.formats import Format
from fxprove.hypotheses import theorem_for
from fxprove.model_files import model_json
from fxprove.parameter_sets import WeightSet
from fxprove.spellings import weights_of
from fxprove.universality import Decision
from fxprove.verdicts import PROVED, REFUTED, Verdict

_WIDTH = 100
_NAMES = {PROVED: "universal", REFUTED: "not_universal"}
_HEADLINES = {"universal": "UNIVERSAL", "not_universal": "NOT UNIVERSAL", "unknown": "UNKNOWN"}


def verdict_name(verdict: Verdict) -> str:
    """The name a verdict has in JSON."""
    return _NAMES.get(verdict, "unknown")


def decision_json(decision: Decision, certificate: Mapping[str, str] | None) -> dict[str, object]:
    """The JSON object of `decide --json`."""
    conditions = decision.conditions
    counterexample = decision.counterexample
    return {
        "verdict": verdict_name(decision.verdict),
        "reason": decision.reason,
        "model": model_json(decision.model),
        "activation_table": list(decision.model.activation.table),
        "conditions": {
            "necessary": conditions.necessary,
            "sufficient": conditions.sufficient,
            "separation": conditions.separation,
            "covering": conditions.covering,
            "value_gcd": conditions.value_gcd,
            "difference_gcd": conditions.difference_gcd,
        },
        "hypotheses": dict(decision.hypotheses),
        "rule": None if decision.certificate is None else decision.certificate["rule"],
        "missing": decision.missing,
        "cause": decision.cause,
        "witness": None if decision.witness is None else dict(decision.witness),
        "counterexample": None if counterexample is None else counterexample.to_json(),
        "nearest": _nearest_json(decision),
        "notes": notes(decision),
        "engine": decision.engine,
        "solver": decision.solver,
        "seconds": round(decision.seconds, 6),
        "certificate": None if certificate is None else dict(certificate),
    }


def _nearest_json(decision: Decision) -> dict[str, object] | None:
    if decision.nearest is None:
        return None
    return {
        "verdict": verdict_name(decision.nearest.verdict),
        "model": model_json(decision.nearest.model),
        "command": command(decision.nearest.model),
    }


def notes(decision: Decision) -> list[str]:
    """What a reader may not expect of this model."""
    model = decision.model
    if model.format.lo < 0 or model.weights != weights_of(model.format):
        return []
    signed = Format(
        lo=-(model.format.size // 2),
        hi=(model.format.size - 1) // 2,
        scale=model.format.scale,
    )
    same_width = _with_weights(decision, weights_of(signed))
    return [
        f"{model.format} has no negative values, so weights 'format' means weights ≥ 0; "
        f"with signed weights of the same width: {same_width}"
    ]


def _with_weights(decision: Decision, weights: WeightSet) -> str:
    return command(replace(decision.model, weights=weights))


def headline(decision: Decision) -> str:
    """The verdict and the reason, one line."""
    return f"{_HEADLINES[verdict_name(decision.verdict)]}: {decision.reason}."


def decision_lines(decision: Decision, *, explain: bool) -> list[str]:
    """The answer for people: verdict, model, why, and the witness in values and raw integers."""
    lines = [*_wrapped(headline(decision)), ""]
    lines += labelled("model", model_lines(decision.model))
    if decision.verdict == PROVED:
        lines += labelled("proof", _proof_lines(decision))
    elif decision.counterexample is not None:
        lines += labelled("not computed", function_lines(decision.counterexample))
        lines += labelled("cause", [str(decision.cause), *_cause_lines(decision)])
    lines += labelled("conditions", _condition_lines(decision))
    if explain:
        lines += labelled("hypotheses", _hypothesis_lines(decision))
    if decision.nearest is not None:
        verdict = verdict_name(decision.nearest.verdict).replace("_", " ")
        lines += labelled("nearest", [f"{verdict}: {command(decision.nearest.model)}"])
    for note in notes(decision):
        text, _, question = note.partition(": ")
        lines += labelled("note", [*_wrapped(f"{text}:", _WIDTH - LABEL_WIDTH), f"  {question}"])
    return lines


def _wrapped(text: str, width: int = _WIDTH) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _proof_lines(decision: Decision) -> list[str]:
    witness: Mapping[str, Any] = decision.witness or {}
    model = decision.model
    lines: list[str] = []
    if "separation" in witness:
        probes = witness["separation"]["probes"]
        thresholds = witness["separation"]["thresholds"]
        lines.append(f"inputs told apart by {_count_separators(len(probes), len(thresholds))}:")
        lines += [f"  {neuron_line(model, weight, bias)}" for weight, bias in probes[:8]]
        if len(probes) > 8:
            lines.append(f"  … {len(probes) - 8} more")
        for weight, tail in thresholds[:4]:
            value = number(Fraction(weight, model.weights.scale))
            lines.append(f"  weight {value} (raw {weight}), biases at the edge of σ's {tail} tail")
    if "covering" in witness:
        covering = witness["covering"]
        c = covering["bias"] + covering["value"]
        shown = number(Fraction(c, bias_unit(model)))
        lines.append(
            f"outputs reached from the accumulator {shown} (raw {c}) in steps of "
            f"{covering['generator']}"
        )
    return lines or ["the format has one value only"]


def _count_separators(probes: int, thresholds: int) -> str:
    parts = []
    if probes:
        parts.append(f"{probes} first-layer neuron{'s' if probes > 1 else ''}")
    if thresholds:
        parts.append(f"{thresholds} famil{'ies' if thresholds > 1 else 'y'} of threshold neurons")
    return " and ".join(parts) or "nothing"


def _cause_lines(decision: Decision) -> list[str]:
    witness: Mapping[str, Any] = decision.witness or {}
    fmt = decision.model.format
    if "pair" in witness:
        x, y = witness["pair"]
        return [
            f"σ(r(w·x + β)) is the same at x = {real(fmt, x)} and {real(fmt, y)} "
            f"(raw {x} and {y}) for all weights and biases"
        ]
    if "values" in witness:
        values = witness["values"]
        shown = ", ".join(real(fmt, value) for value in values[:4])
        more = ", …" if len(values) > 4 else ""
        return [
            f"hidden layers move an output accumulator in steps of "
            f"{decision.conditions.difference_gcd} (scale {bias_unit(decision.model)}); no start "
            f"reaches all of {shown}{more}"
        ]
    return []


def _condition_lines(decision: Decision) -> list[str]:
    conditions = decision.conditions
    words = {True: "holds", False: "fails", None: "not determined"}
    return [
        f"(D) first layer separates inputs: {words[conditions.separation]}; "
        f"(C) one coset reaches every value: {words[conditions.covering]}",
        f"our reading of the paper: necessary {words[conditions.necessary]}, "
        f"sufficient {words[conditions.sufficient]}",
    ]


def _hypothesis_lines(decision: Decision) -> list[str]:
    theorem = theorem_for(decision.model)
    marks = {True: "yes", False: "NO ", None: "?  "}
    return [
        theorem.title,
        *(
            f"{marks[decision.hypotheses.get(hypothesis.name)]} {hypothesis.name}: "
            f"{hypothesis.statement}"
            for hypothesis in theorem.hypotheses
        ),
        "statements and proofs: docs/theory.md",
    ]


EXIT_STATUS = {"universal": 0, "not_universal": 10, "unknown": 20}
"""The exit status of `decide` for each verdict name."""
