"""Networks as evidence: evaluated at every point, with the checker's own arithmetic."""

from .arithmetic import round_ratio
from .claims import Model
from .fields import integers, items, record
from .outcomes import require
from .requirements import Point, Requirement

Layer = tuple[list[list[int]], list[int]]


def check_network(model: Model, wanted: Requirement, evidence: object) -> None:
    """The layers are of this model, and meet the requirement at every point."""
    require(len(set(model.formats)) == 1, "hypothesis single_format: the formats differ")
    layers = _layers(model, wanted, evidence)
    parameters = sum(len(rows) * (1 + len(rows[0])) for rows, _ in layers)
    for index, point in enumerate(wanted.points):
        model.meter.spend(parameters)
        outputs = _evaluated(model, layers, point)
        for output, value in enumerate(outputs):
            low, high = wanted.interval(index, output)
            met = low <= value <= high
            require(met, f"layers: at {point} output {output} is {value}, not in {low}…{high}")


def _layers(model: Model, wanted: Requirement, evidence: object) -> list[Layer]:
    width, layers = wanted.inputs, []
    for depth, item in enumerate(items(evidence, "layers")):
        where = f"layers[{depth}]"
        fields = record(item, where, ("weights", "biases"))
        biases = integers(fields["biases"], f"{where}.biases")
        rows = items(fields["weights"], f"{where}.weights", len(biases))
        weights = [integers(row, f"{where}.weights[{i}]", width) for i, row in enumerate(rows)]
        require(len(biases) > 0, f"{where}: it has no neurons")
        for bias in biases:
            require(model.has_bias(bias), f"{where}: {bias} is not a bias")
        known = all(weight in model.weight_set for row in weights for weight in row)
        require(known, f"{where}: not all weights are the model's")
        layers.append((weights, biases))
        width = len(biases)
    require(len(layers) > 0, "layers: there are none")
    require(width == wanted.outputs, f"layers: {width} outputs, not {wanted.outputs}")
    return layers


def _evaluated(model: Model, layers: list[Layer], point: Point) -> list[int]:
    values = list(point)
    for depth, (weights, biases) in enumerate(layers):
        if depth:
            values = [model.sigma(value) for value in values]
        values = [
            _neuron(model, values, row, bias) for row, bias in zip(weights, biases, strict=True)
        ]
    return values


def _neuron(model: Model, values: list[int], weights: list[int], bias: int) -> int:
    """The pre-activation: one rounding of the exact sum, or term by term."""
    products = [weight * value for weight, value in zip(weights, values, strict=True)]
    if model.accumulate == "exact":
        return model.requantize(sum(products) + bias)
    last = model.accumulate == "sequential-bias-last"
    total = 0 if last else bias
    for term in products:
        rounded = round_ratio(term, model.weight_scale, model.rounding)
        total = _brought_in(model, total + rounded)
    return _brought_in(model, total + bias) if last else total


def _brought_in(model: Model, integer: int) -> int:
    if model.overflow == "saturate":
        return min(max(integer, model.lo), model.hi)
    return model.lo + (integer - model.lo) % len(model.values)
