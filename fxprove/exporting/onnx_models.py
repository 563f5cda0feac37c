"""ONNX models of networks: int64 from end to end, the only module that imports onnx.

Input `x` and output `y` are int64 raw integers, N×d and N×m for any N. The operators are of opset
13, those with int64 kernels in onnxruntime's CPU provider and exact in the reference evaluator:
Clip, MatMul, Add, Mul, Less, Where, Div, Mod, Gather, Unsqueeze. IR version 7 is the one that
opset 13 came with (ONNX 1.8), so that older runtimes read the file too.

*Division.* ONNX's integer Div truncates (specified since onnx pull request 7585 of January 2026),
but reference evaluators took the floor for a while (onnx issue 7570). For non-negative numerators
that is the same, so a multiple k·D of the divisor, which the bounds make large enough, is added
before and k subtracted after; k is even where the parity of the quotient is read. Mod is kept to
non-negative numbers in the same way. Reference evaluators of onnx 1.16 to 1.19 divide in double
precision and are wrong, rarely, beyond 2⁵³ (seen in 1.16.2 … 1.19.1, right in 1.20.1 … 1.23.2).

*Why not MatMulInteger.* It takes 8-bit operands only, and its kernels have been reported to differ
between processors (onnxruntime issue 19109). *Why no float.* Exact up to 2⁵³ at most. Other
runtimes may compute integer products in floats (OpenVINO does, issue 37956): there, nothing is
promised.

*Sequential accumulation* is unrolled, an Add, a Clip or Mod and a Gather for each input, up to
`MOST_STEPS`; beyond that it is refused. The C target has no such limit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fxprove.errors import InputError
from fxprove.exporting.accumulator_bounds import (
    INT64,
    Extent,
    Interval,
    NeuronBounds,
    network_bounds,
    require_int64,
)
from fxprove.exporting.facts import network_facts
from fxprove.exporting.floor_division import FloorForm
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Overflow

OPSET, IR_VERSION = 13, 7

MOST_STEPS = 1024
"""The most inputs of neurons, over all layers, for which sequential sums are unrolled."""

_INPUT, _OUTPUT, _BATCH = "x", "y", "N"


def onnx_model(network: Network, *, name: str = "network") -> bytes:
    """The model, serialized; the same bytes for the same network, name and version of onnx.

    Raises InputError where an integer on the way may leave int64, or sequential sums are longer
    than `MOST_STEPS`.
    """
    plans = [_plan(network, neurons) for neurons in network_bounds(network)]
    _require_few_steps(network)
    graph = _Graph()
    model = network.model
    lo, hi = graph.number(model.format.lo), graph.number(model.format.hi)
    values = graph.operation("Clip", _INPUT, lo, hi)
    write = _exact if model.accumulation is Accumulation.EXACT else _sequential
    for index, (layer, plan) in enumerate(zip(network.layers, plans, strict=True)):
        if index:
            values = graph.operation("Gather", graph.table(model.activation.table), values)
        values = write(graph, f"layer{index}", network, layer, plan, values)
    graph.operation("Add", values, lo, output=_OUTPUT)
    proto = helper.make_model(
        graph.finished(name, network.inputs, network.outputs),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="fxprove",
        doc_string=_documentation(network),
    )
    helper.set_model_props(proto, network_facts(network))
    onnx.checker.check_model(proto, full_check=True)
    return bytes(proto.SerializeToString(deterministic=True))


def _documentation(network: Network) -> str:
    fmt = network.model.format
    return (
        f"A fixed-point network on raw integers: raw k, {fmt.lo} to {fmt.hi}, means k/{fmt.scale}. "
        "Integers only; inputs outside the format are first taken to its nearer end."
    )


def _require_few_steps(network: Network) -> None:
    if network.model.accumulation is Accumulation.EXACT:
        return
    steps = sum(len(layer.weights[0]) for layer in network.layers)
    if steps > MOST_STEPS:
        expected = f"sequential sums of {MOST_STEPS} steps at most for onnx (c has no limit)"
        raise InputError("network", expected, f"{steps} steps")


# --- Integers that make everything non-negative --------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Of one layer: `quotients` is k above, `turns` how many sizes of the format Mod needs."""

    form: FloorForm
    quotients: int
    turns: int

    @property
    def shift(self) -> int:
        """k·D."""
        return self.quotients * self.form.divisor


def _plan(network: Network, neurons: Sequence[NeuronBounds]) -> _Plan:
    """A layer's plan; raises InputError where a number of it does not fit in int64."""
    model = network.model
    exact = model.accumulation is Accumulation.EXACT
    form = FloorForm.of(model.weights.scale, model.rounding)
    if form.divisor > INT64:
        raise InputError("weights", f"a scale up to {INT64}", form.divisor)
    least = min(bounds.total[0] if exact else bounds.product[0] for bounds in neurons)
    quotients = 0
    if form.divisor > 1 and least < 0:
        quotients = 2 * -(least // (2 * form.divisor))
    low = min(_before_overflow(network, form, bounds)[0] for bounds in neurons)
    turns = 0
    if model.overflow is Overflow.WRAP and low < 0:
        turns = -(low // model.format.size)
    plan = _Plan(form=form, quotients=quotients, turns=turns)
    for _ in require_int64(
        extent for bounds in neurons for extent in _extents(network, plan, bounds)
    ):
        pass
    return plan


def _rounded_interval(form: FloorForm, numerators: Interval) -> Interval:
    return form(numerators[0]), form(numerators[1])  # every mode is monotone


def _before_overflow(network: Network, form: FloorForm, bounds: NeuronBounds) -> Interval:
    """What is brought into the format, less lo."""
    model = network.model
    lo = model.format.lo
    if model.accumulation is Accumulation.EXACT:
        low, high = _rounded_interval(form, bounds.total)
        return low - lo, high - lo
    low, high = _rounded_interval(form, bounds.product)
    starts = (0, -lo, bounds.bias - lo, model.format.size - 1)
    low, high = min(low, bounds.bias, 0), max(high, bounds.bias, 0)
    return low + min(starts), high + max(starts)


def _extents(network: Network, plan: _Plan, bounds: NeuronBounds) -> Iterator[Extent]:
    """Every integer that the graph computes or stores for a neuron."""
    exact = network.model.accumulation is Accumulation.EXACT
    form, size = plan.form, network.model.format.size
    added = plan.shift + form.divisor - 1
    turned = plan.turns * size
    low, high = _before_overflow(network, form, bounds)
    sums = bounds.total if exact else bounds.product
    yield Extent.of(bounds, bounds.weights)
    yield Extent.of(bounds, bounds.products if exact else bounds.product)
    yield Extent.of(bounds, (bounds.bias, bounds.bias + added))
    yield Extent.of(bounds, (sums[0] + plan.shift, sums[1] + added))
    moved = plan.quotients + abs(network.model.format.lo)
    yield Extent.of(bounds, (min(low, 0) - moved, max(high, 0) + turned + moved))


# --- The graph ------------------------------------------------------------------------------------


class _Graph:
    """Nodes in order, with constants shared; names are numbered, so that they repeat."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._numbers: dict[int, str] = {}
        self._table: str | None = None

    def operation(
        self, kind: str, *inputs: str, output: str | None = None, axis: int | None = None
    ) -> str:
        """The name of the output of a new node."""
        name = output or f"{kind.lower()}_{len(self._nodes)}"
        node = helper.make_node(kind, list(inputs), [name], name=name)
        if axis is not None:
            node.attribute.append(helper.make_attribute("axis", axis))
        self._nodes.append(node)
        return name

    def number(self, value: int) -> str:
        """A scalar constant."""
        if value not in self._numbers:
            self._numbers[value] = self.constant(f"number_{len(self._numbers)}", value)
        return self._numbers[value]

    def constant(self, name: str, values: object) -> str:
        """A constant tensor of the shape of `values`."""
        array = np.array(values, dtype=np.int64)
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def table(self, entries: Sequence[int]) -> str:
        """The activation's, one for the whole graph."""
        self._table = self._table or self.constant("activation", entries)
        return self._table

    def plus(self, values: str, number: int) -> str:
        """values + number."""
        return self.operation("Add", values, self.number(number)) if number else values

    def finished(self, name: str, inputs: int, outputs: int) -> onnx.GraphProto:
        """All of it."""
        return helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(_INPUT, TensorProto.INT64, [_BATCH, inputs])],
            [helper.make_tensor_value_info(_OUTPUT, TensorProto.INT64, [_BATCH, outputs])],
            self._constants,
        )


def _exact(
    graph: _Graph, name: str, network: Network, layer: Layer, plan: _Plan, values: str
) -> str:
    """The layer's pre-activations less lo, from one matrix product."""
    fmt = network.model.format
    weights = graph.constant(f"{name}_weights", np.array(layer.weights, dtype=np.int64).T)
    biases = [bias + plan.shift for bias in layer.biases]
    shifted = graph.operation(
        "Add",
        graph.operation("MatMul", values, weights),
        graph.constant(f"{name}_biases", biases),
    )
    quotient = _quotient(graph, plan, shifted)
    moved = graph.plus(quotient, plan.turns * fmt.size - plan.quotients - fmt.lo)
    return _brought_in(graph, network, moved)


def _sequential(
    graph: _Graph, name: str, network: Network, layer: Layer, plan: _Plan, values: str
) -> str:
    """The layer's pre-activations less lo, added input by input.

    All products are made and rounded at once, N×neurons×inputs; the accumulator is kept less lo.
    """
    fmt = network.model.format
    last = network.model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
    turned = plan.turns * fmt.size
    rows = graph.operation("Unsqueeze", values, graph.constant(f"{name}_axes", [1]))
    products = graph.operation("Mul", rows, graph.constant(f"{name}_weights", layer.weights))
    quotients = _quotient(graph, plan, graph.plus(products, plan.shift))
    terms = graph.plus(quotients, turned - plan.quotients)
    starts = [(0 if last else bias) - fmt.lo for bias in layer.biases]
    accumulator = graph.constant(f"{name}_starts", starts)
    for index in range(len(layer.weights[0])):
        term = graph.operation("Gather", terms, graph.number(index), axis=2)
        accumulator = _brought_in(graph, network, graph.operation("Add", accumulator, term))
    if not last:
        return accumulator
    biases = graph.constant(f"{name}_biases", [bias + turned for bias in layer.biases])
    return _brought_in(graph, network, graph.operation("Add", accumulator, biases))


def _quotient(graph: _Graph, plan: _Plan, numerators: str) -> str:
    """rnd(n/D) + k, of tensors that hold n + k·D ≥ 0."""
    form = plan.form
    if form.divisor == 1:
        return numerators
    divisor = graph.number(form.divisor)
    if form.if_negative:
        negative = graph.operation("Less", numerators, graph.number(plan.shift))
        addend = graph.operation(
            "Where",
            negative,
            graph.number(form.always + form.if_negative),
            graph.number(form.always),
        )
        numerators = graph.operation("Add", numerators, addend)
    elif form.if_odd:
        floor = graph.operation("Div", numerators, divisor)
        odd = graph.operation("Mod", floor, graph.number(2))
        numerators = graph.operation("Add", numerators, graph.plus(odd, form.always))
    else:
        numerators = graph.plus(numerators, form.always)
    return graph.operation("Div", numerators, divisor)


def _brought_in(graph: _Graph, network: Network, integers: str) -> str:
    """Integers less lo, brought into 0…size − 1."""
    size = network.model.format.size
    if network.model.overflow is Overflow.SATURATE:
        return graph.operation("Clip", integers, graph.number(0), graph.number(size - 1))
    return graph.operation("Mod", integers, graph.number(size))
