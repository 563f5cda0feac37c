"""Certificates: the claim, the rule that proves it, and the evidence, as deterministic JSON.

A certificate is self-contained and holds nothing that depends on when or where it was made. What
each rule's evidence means is specified in docs/certificates.md; `fxprove.checker` reads it with
code of its own.
"""

import json
from collections.abc import Mapping, Sequence

from fxprove.counterexamples import Turn
from fxprove.covering import Coset
from fxprove.functions import Function
from fxprove.lattices import Lattices, bezout
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.requirements import Requirement
from fxprove.separation import Separated

Json = Mapping[str, object]

VERSION = 1


def certificate(statement: str, model: Model, rule: str, evidence: Json) -> dict[str, object]:
    """The certificate of `statement` ("universal" or "not_universal") about a model."""
    return {
        "fxprove_certificate": VERSION,
        "claim": {"statement": statement, "model": model_json(model)},
        "rule": rule,
        "evidence": dict(evidence),
    }


def function_certificate(
    statement: str, model: Model, requirement: Requirement, rule: str, evidence: Json
) -> dict[str, object]:
    """The certificate of "representable" or "not_representable" about a model and a function."""
    claim = {
        "statement": statement,
        "model": model_json(model),
        "function": requirement_json(requirement),
    }
    return {
        "fxprove_certificate": VERSION,
        "claim": claim,
        "rule": rule,
        "evidence": dict(evidence),
    }


def requirement_json(requirement: Requirement) -> Json:
    """Points (null for all of K^d) and bounds, flat, a point after the other; high null if low."""
    everywhere, exact = requirement.is_everywhere, requirement.is_exact
    return {
        "inputs": requirement.inputs,
        "outputs": requirement.outputs,
        "points": None if everywhere else requirement.points.ravel().tolist(),
        "low": requirement.low.ravel().tolist(),
        "high": None if exact else requirement.high.ravel().tolist(),
    }


def serialized(document: Json) -> bytes:
    """One object as UTF-8 JSON: a line for each field of the outer levels, lists in one line."""
    return (_lines(document, 0) + "\n").encode()


def _lines(value: object, depth: int) -> str:
    if isinstance(value, Mapping) and value and depth < 4:
        pad = "  " * (depth + 1)
        fields = (
            f"{pad}{json.dumps(key)}: {_lines(item, depth + 1)}" for key, item in value.items()
        )
        return "{\n" + ",\n".join(fields) + "\n" + "  " * depth + "}"
    return json.dumps(value, ensure_ascii=False)


def separation_json(separated: Separated) -> Json:
    """Probes [weight, bias] and thresholds [weight, tail]."""
    return {
        "probes": [[probe.weight, probe.bias] for probe in separated.probes],
        "thresholds": [
            [threshold.weight, threshold.tail.name.lower()] for threshold in separated.thresholds
        ],
    }


def covering_json(model: Model, lattices: Lattices, coset: Coset, multiples: Sequence[int]) -> Json:
    """The coset c = bias + value, how N's generator is combined, and n_k/generator for each k."""
    return {
        "bias": coset.bias,
        "value": coset.value,
        **combinations_json(model, lattices.difference_gcd),
        "multiples": list(multiples),
    }


def combinations_json(model: Model, generator: int) -> Json:
    """The generator of N as a combination of weights times one of differences of σ."""
    table, lo = model.activation.table, model.format.lo
    weights = bezout(model.weights.raws)
    differences = bezout([entry - table[0] for entry in table])
    return {
        "generator": generator,
        "weight_combination": [[c, model.weights.raws[i]] for i, c in weights.items()],
        "difference_combination": [[c, lo + i] for i, c in differences.items()],
    }


def counterexample_json(function: Function) -> Json:
    """The number of inputs and the values of a function over the model's format."""
    return {"inputs": function.inputs, "values": list(function.values)}


def turn_json(turn: Turn) -> Json:
    """Why the function is no single affine layer."""
    return {
        "coordinate": turn.coordinate,
        "rise": [list(point) for point in turn.rise],
        "fall": [list(point) for point in turn.fall],
    }
