"""The hypotheses of the theorems, checked on a model, and the change that would supply each.

A theorem is applied only when all its hypotheses are true; the first that is false is what an
unknown answer names as missing. The names are part of the JSON that others rely on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fxprove.models import Model
from fxprove.parameter_sets import BiasSet, WeightSet
from fxprove.rounding import Accumulation, Overflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What a theorem asks of a model: a test, its words, and the nearest model that passes.

    The test gives None where an earlier hypothesis fails without which this one has no meaning.
    """

    name: str
    statement: str
    holds: Callable[[Model], bool | None]
    supply: Callable[[Model], Model]


def _with_wide_biases(model: Model) -> Model:
    wide = BiasSet(offsets=(0,), step=model.weights.scale, first=None, last=None)
    return replace(model, biases=wide)


def _with_exact_accumulation(model: Model) -> Model:
    return _with_wide_biases(replace(model, accumulation=Accumulation.EXACT))


def _with_weights(model: Model, raws: tuple[int, ...]) -> Model:
    return replace(model, weights=WeightSet(raws=raws, scale=model.weights.scale))


def _with_hidden_format_at_both_ends(model: Model) -> Model:
    return replace(model, input_format=model.format, output_format=model.format)


def biases_cover_format(model: Model) -> bool:
    """Whether r(B) = K, for saturating r and exact sums: every cell contains a bias."""
    values, scale, biases = model.format.raws, model.weights.scale, model.biases
    if 0 in biases.offsets and scale % biases.step == 0:
        # r(s_W·k) = k in every mode, and these multiples of the step may all be biases
        ends = (scale * values[0] // biases.step, scale * values[-1] // biases.step)
        if biases.first is None or biases.last is None:
            return True
        if biases.first <= ends[0] and ends[1] <= biases.last:
            return True
    return all(_reached_by_a_bias(model, raw) for raw in values)


def _reached_by_a_bias(model: Model, raw: int) -> bool:
    requantizer, biases = model.requantizer, model.biases
    if raw == model.format.hi:
        smallest = model.format.size > 1 and biases.smallest_at_least(requantizer.cell_start(raw))
        return smallest is not None
    bias = biases.largest_at_most(requantizer.cell_start(raw + 1) - 1)
    return bias is not None and requantizer(bias) == raw


SINGLE_FORMAT = Hypothesis(
    name="single_format",
    statement="inputs, hidden values and outputs share one format",
    holds=lambda model: model.has_single_format,
    supply=_with_hidden_format_at_both_ends,
)
EXACT_ACCUMULATION = Hypothesis(
    name="exact_accumulation",
    statement="products and sums are exact, with one rounding at the end",
    holds=lambda model: model.accumulation is Accumulation.EXACT,
    supply=_with_exact_accumulation,
)
SATURATING = Hypothesis(
    name="saturating",
    statement="values outside the format saturate",
    holds=lambda model: model.overflow is Overflow.SATURATE,
    supply=lambda model: replace(model, overflow=Overflow.SATURATE),
)
BIAS_COVERS_FORMAT = Hypothesis(
    name="bias_covers_format",
    statement="the requantized biases are all of the format, r(B) = K",
    holds=lambda model: (
        biases_cover_format(model)
        if model.overflow is Overflow.SATURATE and model.accumulation is Accumulation.EXACT
        else None
    ),
    supply=_with_wide_biases,
)
ZERO_WEIGHT = Hypothesis(
    name="zero_weight",
    statement="0 is a weight",
    holds=lambda model: 0 in model.weights,
    supply=lambda model: _with_weights(model, (*model.weights.raws, 0)),
)
SIGNED_WEIGHTS = Hypothesis(
    name="signed_weights",
    statement="there is a positive and a negative weight",
    holds=lambda model: model.weights.is_two_signed,
    supply=lambda model: _with_weights(model, _both_signs(model.weights)),
)
UNBOUNDED_BIAS = Hypothesis(
    name="unbounded_bias",
    statement="biases reach every accumulator, which for binary weights separates any inputs",
    holds=lambda model: model.biases.is_unbounded and model.biases.step == 1,
    supply=_with_wide_biases,
)


def _both_signs(weights: WeightSet) -> tuple[int, ...]:
    mirrored = {-raw for raw in weights.raws} | set(weights.raws)
    return tuple(mirrored) if mirrored != {0} else (-1, 0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theorem:
    """A sufficient criterion for universality, by the name it has in docs/theory.md."""

    name: str
    title: str
    hypotheses: tuple[Hypothesis, ...]


_ARITHMETIC = (SINGLE_FORMAT, EXACT_ACCUMULATION, SATURATING, BIAS_COVERS_FORMAT)
THEOREM_2 = Theorem(
    name="theorem_2", title="Theorem 2", hypotheses=(*_ARITHMETIC, ZERO_WEIGHT, SIGNED_WEIGHTS)
)
THEOREM_3 = Theorem(
    name="theorem_3",
    title="Theorem 3 (binary weights)",
    hypotheses=(*_ARITHMETIC, UNBOUNDED_BIAS),
)


def theorem_for(model: Model) -> Theorem:
    """The theorem whose hypotheses a model comes nearest to."""
    return THEOREM_3 if model.weights.is_binary else THEOREM_2


def with_hypotheses(model: Model, theorem: Theorem) -> Model:
    """The model with every hypothesis that fails supplied, in the order of the theorem."""
    for hypothesis in theorem.hypotheses:
        if hypothesis.holds(model) is not True:
            model = hypothesis.supply(model)
    return model
