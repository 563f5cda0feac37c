"""Checking a whole certificate, with or without a claim that it must be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .activation_names import parse_activation
from .activation_tables import PrecisionExhausted, UnknownActivation, recomputed_table
from .attachments import Attachments, none_attached
from .claims import SIZE_STATEMENTS, STATEMENTS, Model, read_model, same_biases
from .fields import integer, kind, one_of, record, string
from .function_rules import FUNCTION_RULES, FunctionRule
from .outcomes import Incomplete, Invalid, NotACertificate, Report, require
from .requirements import Requirement, read_requirement
from .rules import RULES, Rule
from .size_rules import (
    SIZE_RULES,
    Size,
    SizeRule,
    read_size,
    require_same_size,
    size_meaning,
)

VERSION = 1

CLAIMED = ("statement", "model", "function", "size")
"""The fields of a claim; the last two are there for some statements only."""

ALL_STATEMENTS = (*STATEMENTS, *SIZE_STATEMENTS)

CODE = "this checker's own code and the Python interpreter that runs it"
TABLE = "the activation table, as the rounding of the function it is named after"


NO_CLAIM: object = object()
"""Stands for the absence of a claim; any JSON value, null too, is one."""


def verify(
    document: object,
    *,
    claim: object = NO_CLAIM,
    recompute_activation: bool = False,
    attachment: Attachments = none_attached,
) -> Report:
    """Check a certificate, given as the JSON value in it.

    `claim`, if given, is a JSON value {"statement", "model", "function", "size"}, each of which may
    be absent: what the certificate must be about. `attachment` gives the bytes with a SHA-256 that
    the certificate names. Raises NotACertificate (also for what is no claim), Invalid or
    Incomplete.
    """
    if not isinstance(document, dict) or "fxprove_certificate" not in document:
        raise NotACertificate(f"expected a certificate of fxprove, found {kind(document)}")
    wanted = None if claim is NO_CLAIM else _read_claim(claim)
    version = integer(document["fxprove_certificate"], "fxprove_certificate")
    if version != VERSION:
        raise Incomplete(f"certificate version {version}; this checker knows version {VERSION}")
    fields = record(document, "certificate", ("fxprove_certificate", "claim", "rule", "evidence"))
    stated = record(fields["claim"], "claim", _names(fields["claim"]))
    statement = one_of(stated["statement"], "statement", ALL_STATEMENTS)
    model = read_model(stated["model"])
    function = read_requirement(stated["function"], model) if "function" in stated else None
    size = read_size(stated["size"]) if "size" in stated else None
    if wanted is not None:
        _require_same_claim(wanted, statement, model, function, size)
    name = string(fields["rule"], "rule")
    rests_on = _checked(name, statement, model, function, size, fields["evidence"], attachment)
    trusted = [f"docs/theory.md: {rests_on}", CODE]
    named = [m for m in (model, wanted and wanted.model) if m and m.activation is not None]
    for named_model in named if recompute_activation else ():
        _recompute(named_model)
    if named and not recompute_activation:
        trusted.append(TABLE)
    return Report(
        statement=statement,
        rule=name,
        meaning=_meaning(statement, model, size),
        trusted=tuple(trusted),
    )


def _names(claim: object) -> Sequence[str]:
    """The fields of a claim: with a size only beside a function."""
    if isinstance(claim, dict) and "size" in claim:
        return CLAIMED
    about_function = isinstance(claim, dict) and "function" in claim
    return CLAIMED[:3] if about_function else CLAIMED[:2]


def _checked(
    name: str,
    statement: str,
    model: Model,
    function: Requirement | None,
    size: Size | None,
    evidence: object,
    attachment: Attachments,
) -> str:
    """What the rule of this name rests on, once it has accepted the evidence."""
    known: Mapping[str, Rule | FunctionRule | SizeRule]
    known = RULES if function is None else FUNCTION_RULES if size is None else SIZE_RULES
    require(name in known, f"rule: expected one of {', '.join(known)}, found {kind(name)}")
    rule = known[name]
    require(rule.concludes == statement, f"rule {name} concludes {rule.concludes}, not {statement}")
    if function is None:
        RULES[name].check(model, evidence)
    elif size is None:
        FUNCTION_RULES[name].check(model, function, evidence)
    else:
        SIZE_RULES[name].check(model, function, size, evidence, attachment)
    return rule.rests_on


@dataclass(frozen=True)
class _Claim:
    """What a certificate must be about; None where anything will do."""

    statement: str | None
    model: Model | None
    function: Requirement | None
    size: Size | None


def _read_claim(claim: object) -> _Claim:
    """What a claim names; raises NotACertificate for no claim."""
    names = [name for name in CLAIMED if isinstance(claim, dict) and name in claim]
    try:
        fields = record(claim, "claim", names)
        require(len(names) > 0, "claim: expected a field 'statement' or 'model', found none")
        statement, model, function = None, None, None
        if "statement" in fields:
            statement = one_of(fields["statement"], "claim.statement", ALL_STATEMENTS)
        if "model" in fields:
            model = read_model(fields["model"])
        if "function" in fields:
            require(model is not None, "claim: expected a field 'model' beside 'function'")
            assert model is not None
            function = read_requirement(fields["function"], model)
        size = read_size(fields["size"]) if "size" in fields else None
        return _Claim(statement, model, function, size)
    except Invalid as error:
        raise NotACertificate(f"the claim: {error}") from None


def _require_same_claim(
    wanted: _Claim,
    statement: str,
    model: Model,
    function: Requirement | None,
    size: Size | None,
) -> None:
    if wanted.statement is not None:
        same = wanted.statement == statement
        require(same, f"it proves {statement}, the claim is {wanted.statement}")
    if wanted.function is not None:
        same = function is not None and wanted.function.is_same_as(function)
        require(same, "it is about another function")
    if wanted.size is not None:
        require_same_size(wanted.size, size)
    expected_model = wanted.model
    if expected_model is None:
        return
    for name, words in _COMPARED.items():
        same = getattr(expected_model, name) == getattr(model, name)
        require(same, f"it is about another model: {words} differ")
    same = same_biases(expected_model, model)
    require(same, "it is about another model: the biases differ")


_STEPS_PER_ENTRY = 1000  # what recomputing an entry of a table counts for

_COMPARED = {
    "formats": "the formats",
    "weight_scale": "the weight scales",
    "weights": "the weights",
    "rounding": "the rounding modes",
    "overflow": "the overflow modes",
    "accumulate": "the accumulation orders",
    "table": "the activation tables",
}


def _recompute(model: Model) -> None:
    """The table is the correct rounding of the function it is named after."""
    assert model.activation is not None
    lo, hi, scale = model.formats[0]
    name, parameters = parse_activation(model.activation)
    try:
        table = recomputed_table(
            name,
            parameters,
            lo=lo,
            hi=hi,
            scale=scale,
            rounding=model.activation_rounding,
            overflow=model.activation_overflow,
            deadline=lambda: model.meter.spend(_STEPS_PER_ENTRY),
        )
    except UnknownActivation:
        raise Incomplete(f"activation {name}: this checker does not know it") from None
    except PrecisionExhausted as error:
        raise Incomplete(str(error)) from None
    for raw, stated, computed in zip(model.values, model.table, table, strict=True):
        require(
            stated == computed,
            f"activation.table: {model.activation} of raw {raw} is {computed}, not {stated}",
        )


def _meaning(statement: str, model: Model, size: Size | None) -> str:
    lo, hi, scale = model.formats[0]
    weights = f"{len(model.weights)} weights from {model.weights[0]} to {model.weights[-1]}"
    first, last = model.biases.first, model.biases.last
    multiples = "all integers" if first is None else f"{first}…{last}"
    bases = ",".join(map(str, model.biases.offsets[:3]))
    bases += ",…" if len(model.biases.offsets) > 3 else ""
    activation = model.activation or "the table in it"
    subject = (
        f"networks over raw({lo},{hi},{scale}) with {activation}, {weights} at scale "
        f"{model.weight_scale}, biases {bases} + {model.biases.step}·{multiples}, "
        f"{model.rounding}, {model.overflow}, {model.accumulate}"
    )
    said = _MEANINGS[statement] if size is None else size_meaning(statement, size)
    return f"{subject}: {said}"


_MEANINGS = {
    "universal": "every function is computed",
    "not_universal": "the function in the certificate is not computed",
    "representable": "some network computes the function",
    "not_representable": "no network computes the function",
}
