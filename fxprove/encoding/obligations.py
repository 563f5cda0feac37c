"""Claims that an encoding is the mathematical definition, for all inputs at once.

Each script asks for an input at which the encoding breaks the definition, and is unsatisfiable.
"""

from fxprove.arithmetic import Requantizer
from fxprove.encoding.definitions import (
    Definitions,
    rounded_in_words,
    saturated_in_words,
    wrapped_in_words,
)
from fxprove.encoding.layers import activated, neuron, unknown_weight
from fxprove.encoding.requantization import rounded_and_requantized
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.encoding.terms import Term
from fxprove.formats import Format
from fxprove.models import Activation, Model
from fxprove.rounding import Accumulation, Overflow, Rounding

_DEFINITION = "The definition, on vectors so wide that nothing in it wraps."
_NEGATED = "The encoding does not meet it:"


def requantizer_is_defined(requantizer: Requantizer, bits: int) -> Script:
    """No signed accumulator of `bits` bits makes the encoded requantizer break its definition."""
    builder = ScriptBuilder()
    half = 1 << (bits - 1)
    accumulator = builder.integer("accumulator", -half, half - 1)
    integer, result = rounded_and_requantized(builder, "result", accumulator, requantizer)
    target, denominator = requantizer.target, requantizer.denominator
    scaled = requantizer.numerator * half
    largest = max(abs(target.lo), abs(target.hi), scaled)
    by = Definitions.holding(scaled, denominator * (largest + 1), largest + target.size)
    builder.remark(_DEFINITION)
    _define_rounding(builder, by, denominator, requantizer.rounding)
    exact = by.product(requantizer.numerator, _wide(by, accumulator))
    if requantizer.overflow is Overflow.SATURATE:
        _define_saturation(builder, by, denominator, target)
        builder.remark(_NEGATED)
        builder.command(f"(assert (not (is_saturated {exact} {_wide(by, result)})))")
    else:
        builder.remark(f"is_wrapped: {wrapped_in_words(target.lo, target.hi)}")
        builder.command(by.is_wrapped(target.lo, target.hi))
        builder.remark(_NEGATED)
        most = 2 * largest // target.size + 2  # from one end of everything to the other
        _require_wrong_wrap(builder, by, exact, integer, result, most)
    claim = (
        f"The encoded requantizer is its definition. An accumulator of {bits} bits, times "
        f"{requantizer.numerator}/{denominator}, is rounded by mode "
        f"{requantizer.rounding.value} and {_handling(requantizer.overflow)} "
        f"{target.lo}…{target.hi}.\n"
        "unsat: no accumulator breaks the definition."
    )
    return builder.script(claim, Satisfiability.UNSAT)


def _handling(overflow: Overflow) -> str:
    return "saturated to" if overflow is Overflow.SATURATE else "wrapped around to"


def _define_rounding(
    builder: ScriptBuilder, by: Definitions, denominator: int, rounding: Rounding
) -> None:
    builder.remark(f"is_rounded: {rounded_in_words(denominator, rounding)}")
    builder.command(by.is_rounded(denominator, rounding))


def _define_saturation(
    builder: ScriptBuilder, by: Definitions, denominator: int, target: Format
) -> None:
    builder.remark(f"is_saturated: {saturated_in_words(target.lo, target.hi)}")
    builder.command(by.is_saturated(denominator, target.lo, target.hi))


def _wide(by: Definitions, term: Term) -> str:
    return by.integer(term.known) if term.known is not None else by.extended(term.text, term.width)


def _require_wrong_wrap(
    builder: ScriptBuilder, by: Definitions, exact: str, integer: Term, result: Term, most: int
) -> None:
    """The integer is not the rounding, or is wrapped to another value than the result.

    The rounding is value + turns·|K| in exactly one way, with no more than `most` turns.
    """
    for name in ("value", "turns"):
        builder.command(f"(declare-const {name} {by.sort})")
    builder.command(f"(assert {by.is_inside('turns', -most, most)})")
    before, after = _wide(by, integer), _wide(by, result)
    wrong = f"(and (is_wrapped {before} value turns) (not (= value {after})))"
    builder.command(f"(assert (or (not (is_rounded {exact} {before})) {wrong}))")


def activation_is_defined(activation: Activation) -> Script:
    """No raw value makes the encoded activation break its definition; piecewise linear ones."""
    assert activation.name is not None
    name, format = activation.name.name, activation.format
    builder = ScriptBuilder()
    raw = builder.integer("raw", format.lo, format.hi)
    result = activated(builder, "result", activation, raw)
    by = Definitions.holding(1 + max(abs(format.lo), abs(format.hi)), 8 * format.scale)
    builder.remark(_DEFINITION)
    builder.command(by.is_activated(name, format))
    builder.remark(_NEGATED)
    builder.command(f"(assert (not (is_activated {_wide(by, raw)} {_wide(by, result)})))")
    claim = (
        f"The encoded {name} is its definition, at every raw value of {format}.\n"
        "unsat: no raw value breaks the definition."
    )
    return builder.script(claim, Satisfiability.UNSAT)


def neuron_is_defined(model: Model, inputs: int) -> Script:
    """No inputs, weights and bias make the encoded pre-activation break its definition.

    The model saturates and its biases are raw values of the format, as accumulators.
    """
    builder = ScriptBuilder()
    by_index = range(1, inputs + 1)
    raws = [builder.integer(f"input{i}", model.format.lo, model.format.hi) for i in by_index]
    weights = [unknown_weight(builder, f"weight{i}", model.weights) for i in by_index]
    bias = builder.integer("bias", model.format.lo, model.format.hi)
    result = neuron(builder, "result", model, raws, weights, bias)
    largest = max(abs(model.format.lo), abs(model.format.hi))
    product = model.weights.largest_magnitude * largest
    scale = model.weights.scale
    by = Definitions.holding((inputs + 1) * (product + largest) * 2, scale * (product + largest))
    products = [
        f"(bvmul {_wide(by, weight)} {_wide(by, raw)})"
        for weight, raw in zip(weights, raws, strict=True)
    ]
    builder.remark(_DEFINITION)
    _define_rounding(builder, by, scale, model.rounding)
    if model.accumulation is Accumulation.EXACT:
        accumulator = _wide(by, bias)
        for term in products:
            accumulator = by.sum(accumulator, term)
        _define_saturation(builder, by, scale, model.format)
        builder.remark(_NEGATED)
        builder.command(f"(assert (not (is_saturated {accumulator} {_wide(by, result)})))")
    else:
        _require_wrong_sequence(builder, by, model, products, bias, result)
    claim = (
        f"The encoded neuron is its definition: {inputs} inputs in {model.format}, weights "
        f"{model.weights_spelling}, {model.rounding.value}, {model.accumulation.value} "
        "accumulation, saturating; the bias any raw value.\n"
        "unsat: no inputs and parameters break the definition."
    )
    return builder.script(claim, Satisfiability.UNSAT)


def _require_wrong_sequence(
    builder: ScriptBuilder,
    by: Definitions,
    model: Model,
    products: list[str],
    bias: Term,
    result: Term,
) -> None:
    """Each product rounded, each partial sum saturated, and the last is not the result.

    The intermediate integers are free, and each is determined by its definition.
    """
    lo, hi = model.format.lo, model.format.hi
    builder.remark(f"is_saturated: {saturated_in_words(lo, hi)}, where a is whole already")
    builder.command(by.is_itself())
    builder.command(by.is_saturated(1, lo, hi, rounded="is_itself"))
    builder.remark(_NEGATED)
    last = model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
    sums = [by.integer(0)] if last else [_wide(by, bias)]
    for index, product in enumerate(products, 1):
        for name in (f"product{index}", f"sum{index}"):
            builder.command(f"(declare-const {name} {by.sort})")
        # a bound that every rounded product keeps, so that nothing wraps
        builder.command(f"(assert {by.is_inside(f'product{index}', *_reach(model))})")
        builder.command(f"(assert (is_rounded {product} product{index}))")
        step = by.sum(sums[-1], f"product{index}")
        builder.command(f"(assert (is_saturated {step} sum{index}))")
        sums.append(f"sum{index}")
    if last:
        builder.command(f"(declare-const sum {by.sort})")
        builder.command(f"(assert (is_saturated {by.sum(sums[-1], _wide(by, bias))} sum))")
        sums.append("sum")
    builder.command(f"(assert (not (= {sums[-1]} {_wide(by, result)})))")


def _reach(model: Model) -> tuple[int, int]:
    largest = model.weights.largest_magnitude * max(abs(model.format.lo), abs(model.format.hi))
    return -largest - 1, largest + 1
