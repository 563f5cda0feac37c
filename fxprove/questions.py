"""The questions `fxprove encode` writes down, each with the status that is known without a solver.

A status is what the theorems or exact evaluation say; where neither says anything cheaply it is
`unknown`, and a solver's answer is news. Nothing is solved here.
"""

from collections.abc import Callable, Mapping
from itertools import product

from fxprove.arithmetic import Requantizer
from fxprove.budgets import UNLIMITED, Budget
from fxprove.covering import Coset, Covering
from fxprove.differences import domain
from fxprove.encoding.claims import (
    covering_coset,
    network_reaches,
    separating_neuron,
    some_network_computes,
    unseparated_pair,
)
from fxprove.encoding.comparison import semantics_differ
from fxprove.encoding.obligations import requantizer_is_defined
from fxprove.encoding.scripts import Satisfiability, Script
from fxprove.errors import InputError
from fxprove.exact_differences import smallest_by_evaluation, some_difference
from fxprove.functions import Function
from fxprove.lattices import Lattices
from fxprove.models import Model
from fxprove.networks import Network
from fxprove.requantizers import StagedRequantizer
from fxprove.rounding import Accumulation, Overflow
from fxprove.semantics import Semantics
from fxprove.separating_pairs import PairSearch
from fxprove.separation import Inseparable, decide_separation

_MULTIPLICATIONS = 1 << 20  # where all points take no more, a status comes from evaluating them

MOST_BITS = 256
"""The widest accumulator whose requantizer is written down."""

MOST_NEURONS = 1 << 14
"""The most hidden neurons of a synthesis script, counted at every point: some 40 MB of text."""


def requant(requantizer: StagedRequantizer, bits: int = 32) -> Script:
    """The encoding of a one-stage requantizer is its definition, on accumulators of `bits` bits.

    Raises InputError for several stages.
    """
    if len(requantizer.stages) != 1:
        raise InputError("requantizer", "a single stage", f"{len(requantizer.stages)} stages")
    if not 1 <= bits <= MOST_BITS:
        raise InputError("bits", f"1 to {MOST_BITS}", bits)
    (stage,) = requantizer.stages
    single = Requantizer(
        target=requantizer.target,
        numerator=stage.numerator,
        denominator=stage.denominator,
        rounding=stage.rounding,
        overflow=requantizer.overflow,
    )
    return requantizer_is_defined(single, bits)


def separation(
    model: Model, pair: tuple[int, int] | None = None, budget: Budget = UNLIMITED
) -> Script:
    """Condition (D): the proof that neurons separate all inputs, or that none separates a pair.

    With a `pair` of raw inputs: is there a neuron that separates these two? Raises InputError
    where Proposition 1 does not apply, or when the budget is spent.
    """
    _require_proposition_1(model)
    if pair is not None:
        for raw in pair:
            if raw not in model.format:
                raise InputError("pair", f"raw values of {model.format}", raw)
        low, high = sorted(pair)
        separable = low < high and PairSearch(model).separating_probe(low, high, budget) is not None
        return separating_neuron(model, [(low, high)], _known(separable, budget))
    found = decide_separation(model, budget, with_thresholds=False)
    if found is None:
        raise InputError("separation", "an answer within the time limit", "none")
    if isinstance(found, Inseparable):
        return separating_neuron(model, [(found.x, found.y)], Satisfiability.UNSAT)
    probes = [(probe.weight, probe.bias) for probe in found.probes]
    return unseparated_pair(model, probes, Satisfiability.UNSAT)


def _known(is_sat: bool, budget: Budget) -> Satisfiability:
    if is_sat:
        return Satisfiability.SAT
    return Satisfiability.UNKNOWN if budget.is_spent() else Satisfiability.UNSAT


def covering(model: Model) -> Script:
    """Condition (C): is there a coset that reaches every value?

    Raises InputError where Proposition 1 does not apply, and for a constant activation or a format
    of one value, where nothing is left to ask.
    """
    _require_proposition_1(model)
    lattices = Lattices.of(model)
    if lattices.difference_gcd == 0 or model.format.size == 1:
        raise InputError("covering", "an activation and a format that vary", "a constant one")
    found = Covering(model).decide(lattices.difference_gcd, lattices.value_gcd)
    status = Satisfiability.SAT if isinstance(found, Coset) else Satisfiability.UNSAT
    return covering_coset(model, lattices.difference_gcd, lattices.value_gcd, status)


def _require_proposition_1(model: Model) -> None:
    if not (
        model.has_single_format
        and model.overflow is Overflow.SATURATE
        and model.accumulation is Accumulation.EXACT
    ):
        expected = "a single format, saturation and exact accumulation, as Proposition 1 asks"
        raise InputError("model", expected, "another arithmetic")


def network(network: Network, outputs: tuple[int, ...] | None = None) -> Script:
    """The network itself, with free inputs; with `outputs`, does it take these raw values?"""
    count = len(network.layers[-1].biases)
    if outputs is not None and len(outputs) != count:
        raise InputError("outputs", f"{count} raw values", len(outputs))
    format = network.model.format
    for raw in outputs or ():
        if raw not in format:
            raise InputError("outputs", f"raw values of {format}", raw)
    return network_reaches(network, outputs, _reaches(network, outputs))


def _reaches(network: Network, outputs: tuple[int, ...] | None) -> Satisfiability:
    if outputs is None:
        return Satisfiability.SAT
    format = network.model.format
    evaluation = sum(len(layer.biases) * (1 + len(layer.weights[0])) for layer in network.layers)
    if format.size**network.inputs * evaluation > _MULTIPLICATIONS:
        return Satisfiability.UNKNOWN
    points = product(format.raws, repeat=network.inputs)
    reached = any(network.evaluate(point) == outputs for point in points)
    return Satisfiability.SAT if reached else Satisfiability.UNSAT


def equal(left: Semantics, right: Semantics, bits: int | None = None) -> Script:
    """Do two semantics differ somewhere? Raises InputError if they cannot be compared."""
    box = domain(left, right, bits)
    found = smallest_by_evaluation(left, right, box)
    status = Satisfiability.UNKNOWN
    if found.point is not None or some_difference(left, right, box) is not None:
        status = Satisfiability.SAT
    elif found.is_decided:
        status = Satisfiability.UNSAT
    return semantics_differ(left, right, box, status=status)


def synthesis(model: Model, function: Function, neurons: int) -> Script:
    """Is the function computed by one hidden layer of so many neurons?"""
    if not model.has_single_format or function.format != model.format:
        found = "several formats" if not model.has_single_format else f"{model.format}"
        raise InputError("model", f"the function's format {function.format} only", found)
    most = MOST_NEURONS // len(function.values)
    if not 1 <= neurons <= most:
        points = f"neurons times the {len(function.values)} inputs, {MOST_NEURONS} at most"
        raise InputError("neurons", f"1 to {most} ({points})", neurons)
    return some_network_computes(model, function, neurons)


QUESTIONS: Mapping[str, Callable[..., Script]] = {
    "requant": requant,
    "separation": separation,
    "covering": covering,
    "network": network,
    "equal": equal,
    "synthesis": synthesis,
}
"""What can be encoded, by name."""


def encode(claim: str, *arguments: object, **options: object) -> str:
    """The SMT-LIB 2 text of a claim of `QUESTIONS`, given what that function takes.

    >>> from fxprove.models import Model
    >>> encode("covering", Model.of(format="Q3.4", activation="sign")).splitlines()[-1]
    '(check-sat)'
    """
    if claim not in QUESTIONS:
        raise InputError("claim", f"one of {', '.join(QUESTIONS)}", repr(claim))
    return QUESTIONS[claim](*arguments, **options).text
