"""Checking a whole certificate, with or without a claim that it must be about."""

from .activation_names import parse_activation
from .activation_tables import PrecisionExhausted, UnknownActivation, recomputed_table
from .claims import STATEMENTS, Model, read_model
from .fields import integer, kind, one_of, record, string
from .outcomes import Incomplete, NotACertificate, Report, require
from .rules import RULES

VERSION = 1

CODE = "this checker's own code and the Python interpreter that runs it"
TABLE = "the activation table, as the rounding of the function it is named after"


def verify(document: object, *, claim: object = None, recompute_activation: bool = False) -> Report:
    """Check a certificate, given as the JSON value in it.

    `claim`, if given, is a JSON value {"statement", "model"}, either of which may be absent: what
    the certificate must be about. Raises NotACertificate, Invalid or Incomplete.
    """
    if not isinstance(document, dict) or "fxprove_certificate" not in document:
        raise NotACertificate(f"expected a certificate of fxprove, found {kind(document)}")
    version = integer(document["fxprove_certificate"], "fxprove_certificate")
    if version != VERSION:
        raise Incomplete(f"certificate version {version}; this checker knows version {VERSION}")
    fields = record(document, "certificate", ("fxprove_certificate", "claim", "rule", "evidence"))
    stated = record(fields["claim"], "claim", ("statement", "model"))
    statement = one_of(stated["statement"], "statement", STATEMENTS)
    model = read_model(stated["model"])
    if claim is not None:
        _require_same_claim(claim, statement, model)
    name = string(fields["rule"], "rule")
    require(name in RULES, f"rule: expected one of {', '.join(RULES)}, found {kind(name)}")
    rule = RULES[name]
    require(rule.concludes == statement, f"rule {name} concludes {rule.concludes}, not {statement}")
    rule.check(model, fields["evidence"])
    trusted = [f"docs/theory.md: {rule.rests_on}", CODE]
    if recompute_activation:
        _recompute(model)
    elif model.activation is not None:
        trusted.append(TABLE)
    return Report(
        statement=statement, rule=name, meaning=_meaning(statement, model), trusted=tuple(trusted)
    )


def _require_same_claim(claim: object, statement: str, model: Model) -> None:
    present = [name for name in ("statement", "model") if isinstance(claim, dict) and name in claim]
    wanted = record(claim, "claim", present)
    require(len(present) > 0, "claim: expected a field 'statement' or 'model', found none")
    if "statement" in wanted:
        expected = one_of(wanted["statement"], "claim.statement", STATEMENTS)
        require(expected == statement, f"it proves {statement}, the claim is {expected}")
    if "model" in wanted:
        expected_model = read_model(wanted["model"])
        for name in (
            "formats", "weight_scale", "rounding", "overflow", "accumulate", "biases", "table",
        ):  # fmt: skip
            same = getattr(expected_model, name) == getattr(model, name)
            require(same, f"it is about another model: the {name} differ")
        same_weights = tuple(expected_model.weights) == tuple(model.weights)
        require(same_weights, "it is about another model: the weights differ")


def _recompute(model: Model) -> None:
    """The table is the correct rounding of the named function (nothing to do for a user's own)."""
    if model.activation is None:
        return
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
    subject = f"networks over raw({lo},{hi},{scale}) with {model.activation or 'this table'}"
    if statement == "universal":
        return f"{subject} compute every function"
    return f"{subject} do not compute the function in the certificate"
