"""The narrowest accumulator that never overflows: of a network, or of a model with a fan-in.

The question is about two's complement registers of b bits and every partial sum (`partial_sums`):
the register never overflows at any moment, on any input. The width of final sums alone is given
too; it suffices where the additions on the way wrap around, which two's complement undoes.

A width is *narrowest* when bounds that no sum leaves fit into it and a sum that occurs does not fit
into one bit less. Where the bounds are wider than what was reached the answer says so. Every sum
that an answer shows was computed anew, from the input, by the reference semantics.
"""

from dataclasses import dataclass
from time import perf_counter

from fxprove.accumulators.of_models import MOST_FAN_IN, model_extents
from fxprove.accumulators.of_networks import network_extents
from fxprove.accumulators.partial_sums import Extent, LayerExtents, Sighting, joined
from fxprove.budgets import UNLIMITED, Budget
from fxprove.errors import InputError
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.rounding import Accumulation
from fxprove.verdicts import PROVED, REFUTED, Unknown, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class WidthAnswer:
    """Which accumulators hold all sums.

    PROVED: the narrowest width is settled, or, where `bits` were asked about, they hold every
    partial sum. REFUTED: `bits` do not, and `witness` is a partial sum that overflows them.
    `layers` are those of a network; of a model they are its first and its later layers. `witness`
    is always a partial sum that needs the most bits among those that are known to occur.
    """

    verdict: Verdict
    reason: str
    model: Model
    bits: int | None
    fan_in: int | None
    layers: tuple[LayerExtents, ...]
    witness: Sighting
    seconds: float

    @property
    def partial(self) -> Extent:
        """The partial sums of all layers."""
        return joined(layer.partial for layer in self.layers)

    @property
    def final(self) -> Extent:
        """The final sums of all layers."""
        return joined(layer.final for layer in self.layers)

    @property
    def width(self) -> int | None:
        """The narrowest width for all partial sums, None if it is not settled."""
        return self.partial.width

    @property
    def width_of_sums(self) -> int | None:
        """The narrowest width for the final sums alone, None if it is not settled."""
        return self.final.width


def accumulator_width(
    subject: Network | Model,
    fan_in: int | None = None,
    bits: int | None = None,
    budget: Budget = UNLIMITED,
    seed: int = 0,
) -> WidthAnswer:
    """The narrowest accumulator of a network, or of a model's networks of at most that fan-in.

    With `bits`, whether so many hold every partial sum. `seed` is that of the search for large sums
    in networks with too many inputs to evaluate all of them. Raises InputError where the question
    has no meaning: sequential accumulation, unbounded biases of a model, several formats, a fan-in
    missing or out of place.

    >>> answer = accumulator_width(Model.of(format="Q3.4", activation="relu", bias="format"), 64)
    >>> answer.verdict, answer.width, answer.partial.lo, answer.partial.hi
    (Proved(), 22, -1042432, 1050608)
    """
    start = perf_counter()
    model = subject.model if isinstance(subject, Network) else subject
    _require_meaning(model, bits)
    if isinstance(subject, Network):
        if fan_in is not None:
            raise InputError("fan-in", "none: a network has its own", fan_in)
        layers = network_extents(subject, budget, seed)
    else:
        layers = model_extents(model, _legal_fan_in(model, fan_in), budget)
    partial, final = joined(layer.partial for layer in layers), joined(la.final for la in layers)
    for sighting in (partial.least, partial.greatest, final.least, final.greatest):
        sighting.trace()  # raises if it does not replay
    verdict, reason = _verdict(partial, bits, budget)
    return WidthAnswer(
        verdict=verdict,
        reason=reason,
        model=model,
        bits=bits,
        fan_in=fan_in,
        layers=layers,
        witness=partial.widest,
        seconds=perf_counter() - start,
    )


def _require_meaning(model: Model, bits: int | None) -> None:
    if model.accumulation is not Accumulation.EXACT:
        expected = "exact accumulation; the accumulator of a sequential sum is the format itself"
        raise InputError("accumulation", expected, model.accumulation.value)
    if not model.has_single_format:
        raise InputError("model", "a model with a single format", "several formats")
    if bits is not None and bits < 1:
        raise InputError("bits", "at least 1", bits)


def _legal_fan_in(model: Model, fan_in: int | None) -> int:
    if fan_in is None:
        raise InputError("fan-in", "the number of inputs of a neuron, for a model", "none")
    if not 1 <= fan_in <= MOST_FAN_IN:
        raise InputError("fan-in", f"1 to {MOST_FAN_IN}", fan_in)
    if model.biases.is_unbounded:
        found = f"unbounded ones ('{model.biases_spelling}')"
        raise InputError("bias", "finitely many biases, such as 'format'", found)
    return fan_in


def _verdict(partial: Extent, bits: int | None, budget: Budget) -> tuple[Verdict, str]:
    """The verdict and the reason, one sentence without its period."""
    safe, reached = partial.safe_width, partial.reached_width
    if bits is not None and safe <= bits:
        return PROVED, _holds(bits)
    if bits is not None and bits < reached:
        return REFUTED, f"the partial sum {partial.widest.value} overflows {_bits(bits)}"
    if bits is None and safe == reached:
        fewer = f", and {partial.widest.value} overflows {_bits(safe - 1)}" if safe > 1 else ""
        return PROVED, _holds(safe) + fewer
    reason = f"{_holds(safe)} and at least {reached} {'is' if reached == 1 else 'are'} needed"
    if budget.is_spent():
        reason += "; the time was over"
    return Unknown(reason), reason


def _holds(count: int) -> str:
    return f"{_bits(count)} {'holds' if count == 1 else 'hold'} every partial sum"


def _bits(count: int) -> str:
    return f"{count} bit{'' if count == 1 else 's'}"
