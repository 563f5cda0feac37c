"""C headers of networks: C99, `stdint.h` and nothing else, integers only, no undefined behaviour.

One function `void NAME(const int32_t x[d], int32_t y[m])` and the constants it reads, all `static`
and named after NAME, so that several headers fit in one file. Values are `int32_t`, `int64_t` where
the format needs it. The accumulator is `int32_t` if the bounds of every layer allow it, else
`int64_t`, else the network is refused. All arithmetic is signed and stays in its type; nothing
negative is shifted; division is by a constant.

Weights are stored by rows, in the narrowest type. Where fewer than half of a layer's are nonzero
only these are, in compressed rows (CSR). A zero weight may be left out because it adds rnd(0) = 0,
which a sum inside the format does not notice; a sequential sum that starts at 0 with 0 outside the
format does, and is stored whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fxprove.c_identifiers import require_c_identifier
from fxprove.errors import InputError
from fxprove.exporting.accumulator_bounds import (
    INT32,
    INT64,
    Extent,
    NeuronBounds,
    network_bounds,
    require_int64,
    widest,
)
from fxprove.exporting.facts import network_facts
from fxprove.exporting.floor_division import FloorForm
from fxprove.models import Model
from fxprove.networks import Layer, Network
from fxprove.rounding import Accumulation, Overflow

_LINE = 96  # characters in a line of constants

LONGEST_SUFFIX = 23
"""Characters that are put behind NAME at most, such as `_columns_0`, and some to spare."""


def c_header(network: Network, *, name: str = "network") -> str:
    """The header; the same text for the same network and name.

    Raises InputError if `name` cannot be a function's, or a number may leave int64.
    """
    return "\n".join(_Header.of(network, name).lines()) + "\n"


# --- Registers ------------------------------------------------------------------------------------


def _extents(network: Network, form: FloorForm, bounds: NeuronBounds) -> Iterator[Extent]:
    """Every integer that the code computes or stores for a neuron."""
    fmt = network.model.format
    exact = network.model.accumulation is Accumulation.EXACT
    sums = [*bounds.products, *(bounds.bias + end for end in bounds.products)]
    numerators = bounds.total if exact else bounds.product
    low, high = form(numerators[0]), form(numerators[1])
    if not exact:  # what a rounded product, or the bias, is added to
        low, high = min(low, bounds.bias) + min(0, fmt.lo), max(high, bounds.bias) + max(0, fmt.hi)
    yield Extent.of(bounds, (*bounds.weights, bounds.bias, fmt.lo, fmt.hi))
    yield Extent.of(bounds, (*(sums if exact else bounds.product), numerators[1] + form.divisor))
    yield Extent.of(bounds, (low - max(0, fmt.lo), high - min(0, fmt.lo), fmt.size))


def _value_type(model: Model) -> str:
    # strictly inside, so that comparing with lo and hi is no tautology, which gcc warns of
    inside = model.format.lo >= -INT32 and model.format.hi < INT32
    return "int32_t" if inside else "int64_t"


def _narrowest(numbers: Sequence[int]) -> str:
    """The narrowest signed type that holds all of them."""
    least, greatest = min(numbers), max(numbers)
    bits = next(b for b in (8, 16, 32, 64) if -least <= 1 << (b - 1) and greatest < 1 << (b - 1))
    return f"int{bits}_t"


# --- The text -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """A network with the types of its registers.

    `widest` is the extent of all accumulators, by which `accumulator` was chosen.
    """

    network: Network
    name: str
    form: FloorForm
    accumulator: str
    widest: Extent

    @classmethod
    def of(cls, network: Network, name: str) -> "_Header":
        require_c_identifier(name, suffix=LONGEST_SUFFIX)
        model = network.model
        form = FloorForm.of(model.weights.scale, model.rounding)
        if form.divisor > INT64:
            raise InputError("weights", f"a scale up to {INT64}", form.divisor)
        layers = network_bounds(network)
        extent = widest(
            require_int64(
                extent
                for neurons in layers
                for bounds in neurons
                for extent in _extents(network, form, bounds)
            )
        )
        narrow = extent.magnitude <= INT32 and _value_type(model) == "int32_t"
        accumulator = "int32_t" if narrow else "int64_t"
        return cls(network=network, name=name, form=form, accumulator=accumulator, widest=extent)

    @property
    def value(self) -> str:
        """The type of x and y."""
        return _value_type(self.network.model)

    @property
    def kept(self) -> str:
        """The type in which values are kept between layers."""
        fmt = self.network.model.format
        return _narrowest((fmt.lo, fmt.hi))

    def lines(self) -> Iterator[str]:
        """All of the header."""
        guard = f"FXPROVE_{self.name}_H"  # in its own case: names may differ in that alone
        yield from self._comment()
        yield from (f"#ifndef {guard}", f"#define {guard}", "", "#include <stdint.h>", "")
        yield from self._rounded()
        yield from self._brought_in()
        if len(self.network.layers) > 1:
            table = self.network.model.activation.table
            yield "/* the activation of raw k is at k - lo */"
            yield from self._array("activation", table)
        for index, layer in enumerate(self.network.layers):
            yield from self._constants(index, layer)
        yield from self._function()
        yield from ("", f"#endif /* {guard} */")

    def _comment(self) -> Iterator[str]:
        fmt, facts = self.network.model.format, network_facts(self.network)
        widths = facts["widths"].split()
        values = [self.network.inputs, *(len(layer.weights) for layer in self.network.layers[:-1])]
        stack = sum(values) * int(self.kept[3:-2]) // 8
        yield f"/* {self.name}: a fixed-point network in integers, written by fxprove export --to c"
        yield ""
        yield f"   {' -> '.join(widths)} values, {facts['nonzero_weights']} nonzero weights"
        yield f"   format       {fmt}: raw k, {fmt.lo} <= k <= {fmt.hi}, means k/{fmt.scale}"
        yield f"   weights      raw w means w/{facts['weight_scale']}"
        yield f"   rounding     {facts['rounding']}, overflow {facts['overflow']}"
        yield f"   sums         {facts['accumulation']}, in {self.accumulator}"
        yield f"   activation   {facts['activation']}"
        yield ""
        yield f"   {self.name}(x, y) sets y to the network's raw outputs at the raw inputs x,"
        yield "   exactly as fxprove evaluates it, for all inputs of the format; others are first"
        yield "   taken to its nearer end. x and y may overlap. No integer overflows: by the format"
        yield f"   and the weights, none on the way is beyond {self.widest.magnitude} in magnitude."
        yield f"   Takes about {stack} bytes of stack. */"

    def _rounded(self) -> Iterator[str]:
        form, kind = self.form, self.accumulator
        if form.divisor == 1:
            return
        yield f"static inline {kind} {self.name}_floor({kind} n) /* n/{form.divisor}, down */"
        yield "{"
        yield f"  return n / {form.divisor} - (n % {form.divisor} < 0);"
        yield "}"
        yield ""
        mode = self.network.model.rounding.value
        yield f"static inline {kind} {self.name}_rounded({kind} n) /* n/{form.divisor}, {mode} */"
        yield "{"
        addend = str(form.always)
        if form.if_negative:
            addend = f"(n < 0 ? {form.always + form.if_negative} : {form.always})"
        if form.if_odd:
            addend = f"{form.always} + ({self.name}_floor(n) % 2 != 0)"
        yield f"  return {self.name}_floor(n + {addend});"
        yield "}"
        yield ""

    def _brought_in(self) -> Iterator[str]:
        fmt, kind = self.network.model.format, self.accumulator
        saturates = self.network.model.overflow is Overflow.SATURATE
        how = "saturate" if saturates else "wrap"
        yield f"static inline {kind} {self.name}_brought_in({kind} n) /* {how} */"
        yield "{"
        if saturates:
            yield f"  return n < {fmt.lo} ? {fmt.lo} : n > {fmt.hi} ? {fmt.hi} : n;"
        else:
            yield f"  {kind} k = (n - ({fmt.lo})) % {fmt.size};"
            yield f"  return (k < 0 ? k + {fmt.size} : k) + ({fmt.lo});"
        yield "}"
        yield ""

    def _constants(self, index: int, layer: Layer) -> Iterator[str]:
        yield from self._array(f"biases_{index}", layer.biases)
        if not self._is_sparse(layer):
            yield from self._array(f"weights_{index}", [w for row in layer.weights for w in row])
            return
        columns = [[j for j, weight in enumerate(row) if weight] for row in layer.weights]
        starts = [0]
        for places in columns:
            starts.append(starts[-1] + len(places))
        weights = [w for row in layer.weights for w in row if w]
        yield from self._array(f"rows_{index}", starts)
        # C has no empty arrays: a zero weight at column 0 that no row reaches
        yield from self._array(f"columns_{index}", [j for row in columns for j in row] or [0])
        yield from self._array(f"weights_{index}", weights or [0])

    def _is_sparse(self, layer: Layer) -> bool:
        model = self.network.model
        starts_at_zero = model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
        if starts_at_zero and 0 not in model.format:
            return False
        nonzero = sum(bool(weight) for row in layer.weights for weight in row)
        return 2 * nonzero < len(layer.weights) * len(layer.weights[0])

    def _array(self, what: str, numbers: Sequence[int]) -> Iterator[str]:
        kind = _narrowest(numbers)
        yield f"static const {kind} {self.name}_{what}[{len(numbers)}] = {{"
        line = " "
        for number in numbers:
            if len(line) + len(str(number)) + 2 > _LINE:
                yield line
                line = " "
            line += f" {number},"
        yield line
        yield "};"
        yield ""

    def _function(self) -> Iterator[str]:
        network, fmt = self.network, self.network.model.format
        outputs = network.outputs
        arguments = f"const {self.value} x[{network.inputs}], {self.value} y[{outputs}]"
        yield f"static inline void {self.name}({arguments})"
        yield "{"
        yield f"  {self.kept} h0[{network.inputs}];"
        for index, layer in enumerate(network.layers[:-1]):
            yield f"  {self.kept} h{index + 1}[{len(layer.weights)}];"
        yield "  int32_t i, j;"
        yield ""
        yield f"  for (j = 0; j < {network.inputs}; j++) {{"
        yield f"    {self.value} k = x[j];"
        clamped = f"k < {fmt.lo} ? {fmt.lo} : k > {fmt.hi} ? {fmt.hi} : k"
        yield f"    h0[j] = ({self.kept})({clamped});"
        yield "  }"
        for index, layer in enumerate(network.layers):
            yield from self._loop(index, layer)
        yield "}"

    def _loop(self, index: int, layer: Layer) -> Iterator[str]:
        """One layer: from h<index> to h<index + 1>, or to y."""
        name, model = self.name, self.network.model
        inputs = len(layer.weights[0])
        sparse = self._is_sparse(layer)
        last = model.accumulation is Accumulation.SEQUENTIAL_BIAS_LAST
        bias = f"{name}_biases_{index}[i]"
        yield f"  for (i = 0; i < {len(layer.weights)}; i++) {{"
        yield f"    {self.accumulator} a = {0 if last else bias};"
        first, end = (
            (f"{name}_rows_{index}[i]", f"{name}_rows_{index}[i + 1]")
            if sparse
            else ("0", str(inputs))
        )
        weight = f"{name}_weights_{index}[{'j' if sparse else f'i * {inputs} + j'}]"
        value = f"h{index}[{f'{name}_columns_{index}[j]' if sparse else 'j'}]"
        yield f"    for (j = {first}; j < {end}; j++)"
        product = f"({self.accumulator}){weight} * {value}"
        if model.accumulation is Accumulation.EXACT:
            yield f"      a += {product};"
            result = self._in_format(self._round("a"))
        else:
            yield f"      a = {self._in_format(f'a + {self._round(product)}')};"
            result = self._in_format(f"a + {bias}") if last else "a"
        if index + 1 == len(self.network.layers):
            yield f"    y[i] = ({self.value}){result};"
        else:
            entry = f"{name}_activation[{result} - ({model.format.lo})]"
            yield f"    h{index + 1}[i] = ({self.kept}){entry};"
        yield "  }"

    def _round(self, integer: str) -> str:
        return integer if self.form.divisor == 1 else f"{self.name}_rounded({integer})"

    def _in_format(self, integer: str) -> str:
        return f"{self.name}_brought_in({integer})"
