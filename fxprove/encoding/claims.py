"""Questions about models and networks as scripts; what sat and unsat mean stands in each header.

Variables carry the names under which an engine reads them back. Statuses are those the caller
knows, `unknown` otherwise: nothing here decides anything.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import gcd

from fxprove.encoding.layers import (
    activated,
    effective_biases,
    network_outputs,
    neuron,
    unknown_bias,
    unknown_weight,
)
from fxprove.encoding.scripts import Satisfiability, Script, ScriptBuilder
from fxprove.encoding.terms import (
    Term,
    add,
    all_of,
    any_of,
    between,
    constant,
    different,
    equal,
    less,
    multiply,
    negation,
)
from fxprove.functions import Function
from fxprove.models import Model
from fxprove.networks import Network

UNKNOWN = Satisfiability.UNKNOWN


def _response(builder: ScriptBuilder, name: str, model: Model, raw: Term, w: Term, b: Term) -> Term:
    pre_activation = neuron(builder, name, model, [raw], [w], b)
    return activated(builder, f"{name}_activated", model.activation, pre_activation)


def _largest_input(model: Model) -> int:
    return max(abs(model.format.lo), abs(model.format.hi))


def described(model: Model) -> str:
    """The model in the words of a claim."""
    return (
        f"format {model.format}, activation {model.activation}, weights {model.weights_spelling}, "
        f"biases {_shortened(model.biases_spelling)}, {model.rounding.value}, "
        f"{model.overflow.value}, {model.accumulation.value} accumulation"
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def separating_neuron(
    model: Model, pairs: Sequence[tuple[int, int]], status: Satisfiability = UNKNOWN
) -> Script:
    """Is there one first-layer neuron (`weight`, `bias`) that tells each pair of raw inputs apart?

    The model has a single format.
    """
    builder = ScriptBuilder()
    weight = unknown_weight(builder, "weight", model.weights)
    reach = model.weights.largest_magnitude * _largest_input(model)
    bias = unknown_bias(builder, "bias", model.biases, *effective_biases(model, reach))
    responses: dict[int, Term] = {}
    for raw in dict.fromkeys(raw for pair in pairs for raw in pair):
        name = f"at_{raw}" if raw >= 0 else f"at_minus_{-raw}"
        responses[raw] = _response(builder, name, model, constant(raw), weight, bias)
    for x, y in pairs:
        builder.require(different(responses[x], responses[y]))
    shown = ", ".join(f"{x} and {y}" for x, y in pairs)
    claim = (
        f"A first-layer neuron that tells raw inputs {shown} apart. Model: {described(model)}.\n"
        "sat: the neuron has this weight and bias. unsat: no neuron does"
        + (
            ", so condition (D) fails and networks are not universal."
            if len(pairs) == 1
            else " so for all these pairs together."
        )
    )
    return builder.script(claim, status)


def unseparated_pair(
    model: Model, probes: Sequence[tuple[int, int]], status: Satisfiability = UNKNOWN
) -> Script:
    """Are there raw inputs `x` < `y` at which every probe (weight, bias) responds alike?"""
    builder = ScriptBuilder()
    x, y = (builder.integer(name, model.format.lo, model.format.hi) for name in ("x", "y"))
    builder.require(less(x, y))
    for index, (weight, bias) in enumerate(probes, 1):
        at_x, at_y = (
            _response(builder, f"probe{index}_{name}", model, raw, constant(weight), constant(bias))
            for name, raw in (("x", x), ("y", y))
        )
        builder.require(equal(at_x, at_y))
    count = counted(len(probes), "first-layer neuron")
    claim = (
        f"Two inputs that {count} (weight, bias) do not tell apart. Model: {described(model)}.\n"
        "sat: the raw inputs x < y. unsat: the neurons tell all inputs apart, so condition (D) "
        "holds."
    )
    return builder.script(claim, status)


def covering_coset(
    model: Model,
    generator: int,
    shift: int,
    status: Satisfiability = UNKNOWN,
    values: Sequence[int] | None = None,
) -> Script:
    """Is there an output accumulator `coset` = `bias` + shift·`multiple` whose coset covers K?

    Or reaches these inner raw `values` at least. generator > 0 is that of N, shift that of V (or
    of N, for our reading of the sufficient condition); the requantizer saturates and K has two
    values at least. lo and hi are always reached. An inner value is reached when its cell,
    first…last, has an element congruent to the coset modulo the generator; cells with the same
    first modulo the generator and the same length say the same and are written once.
    """
    builder = ScriptBuilder()
    coset = builder.integer("coset", 0, generator - 1)
    cycle = shift // gcd(model.biases.step, shift)  # biases beyond it repeat modulo the shift
    first, last = 0, cycle - 1
    if model.biases.first is not None and model.biases.last is not None:
        first, last = model.biases.first, min(model.biases.last, model.biases.first + cycle - 1)
    step, offsets = model.biases.step, model.biases.offsets
    bias = unknown_bias(
        builder, "bias", model.biases, offsets[0] + step * first, offsets[-1] + step * last
    )
    low, high = -bias.hi // shift - 1, (generator - 1 - bias.lo) // shift + 1
    multiple = builder.integer("multiple", low, high)
    builder.require(equal(coset, add(bias, multiply(constant(shift), multiple))))
    for start, length in _arcs(model, generator, values):
        end = start + length - 1
        if end < generator:
            builder.require(between(coset, start, end))
        else:
            below_start = less(coset, constant(start))
            beyond_end = less(constant(end - generator), coset)
            builder.require(negation(all_of([below_start, beyond_end])))
    reached, none = "every raw value of the format (condition (C))", "every value"
    if values is not None:
        shown = _shortened(", ".join(map(str, values)))
        reached, none = f"the raw values {shown}", "all of these"
    claim = (
        f"An output accumulator whose coset modulo {generator} reaches {reached}: a bias plus a "
        f"multiple of {shift}. Model: {described(model)}.\n"
        f"sat: the accumulator is `coset`. unsat: no coset reaches {none}; so networks are not "
        f"universal, if {shift} generates V."
    )
    return builder.script(claim, status)


def _arcs(model: Model, generator: int, values: Sequence[int] | None) -> list[tuple[int, int]]:
    """(first modulo the generator, length) of the cells of inner values that are shorter."""
    cell_start = model.requantizer.cell_start
    if values is None:
        starts = [cell_start(raw) for raw in model.format.raws[1:]]
        cells = list(pairwise(starts))
    else:
        cells = [(cell_start(raw), cell_start(raw + 1)) for raw in values]
    arcs = ((first % generator, after - first) for first, after in cells)
    return sorted({(first, length) for first, length in arcs if length < generator})


def network_reaches(
    network: Network, outputs: Sequence[int] | None, status: Satisfiability = UNKNOWN
) -> Script:
    """Are there raw inputs `x1`… at which the network has these raw outputs (any, if None)?"""
    builder = ScriptBuilder()
    inputs = _inputs(builder, network)
    found = network_outputs(builder, "pre", network, inputs)
    for index, output in enumerate(found, 1):
        named = builder.integer(f"y{index}", network.model.format.lo, network.model.format.hi)
        builder.require(equal(named, output))
        if outputs is not None:
            builder.require(equal(named, constant(outputs[index - 1])))
    asked = "The values of a network"
    if outputs is not None:
        shown = ", ".join(map(str, outputs))
        asked = f"Inputs at which the raw outputs of a network are {shown}"
    claim = (
        f"{asked}; {_network_described(network)}.\n"
        "sat: raw inputs x1, … with outputs y1, …; pre-activations have the names preL_i, layers "
        "and neurons counted from 1. unsat: no inputs have these outputs."
    )
    return builder.script(claim, status)


def networks_differ(
    left: Network,
    right: Network,
    largest_input: int | None = None,
    status: Satisfiability = UNKNOWN,
) -> Script:
    """Are there raw inputs `x1`…, of magnitude up to a bound, at which two networks differ?

    Raises ValueError unless they read the same inputs and have as many outputs.
    """
    if (left.inputs, left.model.format) != (right.inputs, right.model.format):
        raise ValueError("networks with different inputs")
    builder = ScriptBuilder()
    inputs = _inputs(builder, left)
    if largest_input is not None:
        for raw in inputs:
            builder.require(between(raw, -largest_input, largest_input))
    outputs = zip(
        network_outputs(builder, "left", left, inputs),
        network_outputs(builder, "right", right, inputs),
        strict=True,
    )
    builder.require(any_of([different(a, b) for a, b in outputs]))
    bound = "" if largest_input is None else f" of magnitude up to {largest_input}"
    claim = (
        f"Raw inputs{bound} at which two networks differ. Left: {_network_described(left)}. "
        f"Right: {_network_described(right)}.\n"
        "sat: they differ at x1, …. unsat: they are equal there."
    )
    return builder.script(claim, status)


def some_network_computes(
    model: Model, function: Function, neurons: int, status: Satisfiability = UNKNOWN
) -> Script:
    """Is the function computed with one hidden layer of `neurons` neurons?

    With weight 0 in the set that is *at most* so many, since 0 leaves a neuron out; otherwise
    exactly so many. Hidden neuron i has weights `weight`i_j and `bias`i; the output neuron
    `weight`_i and `bias`.
    """
    builder = ScriptBuilder()
    hidden = range(1, neurons + 1)
    inputs = range(1, function.inputs + 1)
    largest = model.weights.largest_magnitude
    reach = function.inputs * largest * _largest_input(model)
    window = effective_biases(model, reach)
    rows = [
        [unknown_weight(builder, f"weight{i}_{j}", model.weights) for j in inputs] for i in hidden
    ]
    biases = [unknown_bias(builder, f"bias{i}", model.biases, *window) for i in hidden]
    reach = neurons * largest * max(map(abs, model.activation.table))
    last_row = [unknown_weight(builder, f"weight_{i}", model.weights) for i in hidden]
    last_bias = unknown_bias(builder, "bias", model.biases, *effective_biases(model, reach))
    for number, point in enumerate(function.points(), 1):
        raws = [constant(raw) for raw in point]
        values = []
        for i, row, bias in zip(hidden, rows, biases, strict=True):
            name = f"point{number}_neuron{i}"
            pre_activation = neuron(builder, name, model, raws, row, bias)
            values.append(activated(builder, f"{name}_activated", model.activation, pre_activation))
        output = neuron(builder, f"point{number}", model, values, last_row, last_bias)
        builder.require(equal(output, constant(function(*point))))
    bound = "at most" if 0 in model.weights else "exactly"
    shown = _shortened(", ".join(map(str, function.values)))
    claim = (
        f"A network with one hidden layer of {bound} {counted(neurons, 'neuron')} that computes "
        f"the function of {counted(function.inputs, 'input')} with raw values {shown}. "
        f"Model: {described(model)}.\n"
        "sat: hidden neuron i has weights weighti_j and biasi, the output weight_i and bias. "
        "unsat: there is none."
    )
    return builder.script(claim, status)


def _inputs(builder: ScriptBuilder, network: Network) -> list[Term]:
    format = network.model.format
    return [builder.integer(f"x{i}", format.lo, format.hi) for i in range(1, network.inputs + 1)]


def _network_described(network: Network) -> str:
    widths = " → ".join(str(len(layer.biases)) for layer in network.layers)
    inputs = counted(network.inputs, "input")
    return f"{inputs} → {widths} neurons, {described(network.model)}"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural unless it is 1."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
