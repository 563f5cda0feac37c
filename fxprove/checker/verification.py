"""Checking a whole certificate, with or without a claim that it must be about."""

from .activation_names import parse_activation
from .activation_tables import PrecisionExhausted, UnknownActivation, recomputed_table
from .claims import STATEMENTS, Model, read_model, same_biases
from .fields import integer, kind, one_of, record, string
from .outcomes import Incomplete, Invalid, NotACertificate, Report, require
from .rules import RULES

VERSION = 1

CODE = "this checker's own code and the Python interpreter that runs it"
TABLE = "the activation table, as the rounding of the function it is named after"


NO_CLAIM: object = object()
"""Stands for the absence of a claim; any JSON value, null too, is one."""


def verify(
    document: object, *, claim: object = NO_CLAIM, recompute_activation: bool = False
) -> Report:
    """Check a certificate, given as the JSON value in it.

    `claim`, if given, is a JSON value {"statement", "model"}, either of which may be absent: what
    the certificate must be about. Raises NotACertificate (also for what is no claim), Invalid or
    Incomplete.
    """
    if not isinstance(document, dict) or "fxprove_certificate" not in document:
        raise NotACertificate(f"expected a certificate of fxprove, found {kind(document)}")
    wanted = None if claim is NO_CLAIM else _read_claim(claim)
    version = integer(document["fxprove_certificate"], "fxprove_certificate")
    if version != VERSION:
        raise Incomplete(f"certificate version {version}; this checker knows version {VERSION}")
    fields = record(document, "certificate", ("fxprove_certificate", "claim", "rule", "evidence"))
    stated = record(fields["claim"], "claim", ("statement", "model"))
    statement = one_of(stated["statement"], "statement", STATEMENTS)
    model = read_model(stated["model"])
    if wanted is not None:
        _require_same_claim(wanted, statement, model)
    name = string(fields["rule"], "rule")
    require(name in RULES, f"rule: expected one of {', '.join(RULES)}, found {kind(name)}")
    rule = RULES[name]
    require(rule.concludes == statement, f"rule {name} concludes {rule.concludes}, not {statement}")
    rule.check(model, fields["evidence"])
    trusted = [f"docs/theory.md: {rule.rests_on}", CODE]
    named = [m for m in (model, wanted and wanted[1]) if m and m.activation is not None]
    for named_model in named if recompute_activation else ():
        _recompute(named_model)
    if named and not recompute_activation:
        trusted.append(TABLE)
    return Report(
        statement=statement, rule=name, meaning=_meaning(statement, model), trusted=tuple(trusted)
    )


def _read_claim(claim: object) -> tuple[str | None, Model | None]:
    """The statement and the model that a claim names; raises NotACertificate for no claim."""
    names = [name for name in ("statement", "model") if isinstance(claim, dict) and name in claim]
    try:
        fields = record(claim, "claim", names)
        require(len(names) > 0, "claim: expected a field 'statement' or 'model', found none")
        statement, model = None, None
        if "statement" in fields:
            statement = one_of(fields["statement"], "claim.statement", STATEMENTS)
        if "model" in fields:
            model = read_model(fields["model"])
        return statement, model
    except Invalid as error:
        raise NotACertificate(f"the claim: {error}") from None


def _require_same_claim(
    wanted: tuple[str | None, Model | None], statement: str, model: Model
) -> None:
    expected, expected_model = wanted
    if expected is not None:
        require(expected == statement, f"it proves {statement}, the claim is {expected}")
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


def _meaning(statement: str, model: Model) -> str:
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
    if statement == "universal":
        return f"{subject}: every function is computed"
    return f"{subject}: the function in the certificate is not computed"
