"""Rules about the first layer: which inputs its neurons tell apart, on one input.

Saturating, exactly accumulating models only: then σ∘r is constant between neighbouring
boundaries, below the first and above the last.
"""

from collections.abc import Iterator

from .claims import Model
from .fields import integer, integers, items, one_of, record
from .outcomes import require


def check_separation(model: Model, evidence: object) -> None:
    """Probes and thresholds together separate all x < y of K.

    Within a block of inputs on which all probes agree, x < y are separated when a threshold
    separates x from everything above it, or y from everything below it.
    """
    fields = record(evidence, "separation", ("probes", "thresholds"))
    labels = _probe_labels(model, fields["probes"])
    above, below = {model.hi}, {model.lo}
    for i, item in enumerate(items(fields["thresholds"], "thresholds")):
        where = f"thresholds[{i}]"
        pair = items(item, where, 2)
        weight = integer(pair[0], where)
        require(weight in model.weight_set, f"{where}: {weight} is not a weight")
        require(weight != 0, f"{where}: weight 0 separates nothing")
        tail = one_of(pair[1], where, ("upper", "lower"))
        reached = above if (weight > 0) == (tail == "upper") else below
        reached.update(_threshold_reach(model, weight, tail))
    first_open: dict[int, int] = {}
    for x in model.values:
        label = labels[x - model.lo]
        if label in first_open and x not in below:
            other = first_open[label]
            require(False, f"separation: nothing separates raw {other} and {x}")
        if x not in above:
            first_open.setdefault(label, x)


def _probe_labels(model: Model, evidence: object) -> list[int]:
    """A label for each input; inputs with different labels differ in some probe's response."""
    labels = [0] * len(model.values)
    for i, item in enumerate(items(evidence, "probes")):
        weight, bias = integers(item, f"probes[{i}]", 2)
        require(weight in model.weight_set, f"probes[{i}]: {weight} is not a weight")
        require(model.has_bias(bias), f"probes[{i}]: {bias} is not a bias")
        model.meter.spend(len(model.values))
        number: dict[tuple[int, int], int] = {}
        for index, x in enumerate(model.values):
            key = (labels[index], model.sigma(model.requantize(weight * x + bias)))
            labels[index] = number.setdefault(key, len(number))
    return labels


def _threshold_reach(model: Model, weight: int, tail: str) -> Iterator[int]:
    """The inputs that some neuron with this weight separates from all inputs beyond.

    For the upper tail: σ∘r is constant above `edge`. The bias tried is the largest that keeps w·x+β
    at or below the edge; it works when the response there is not the tail's and the next input
    beyond lies above the edge, as then all further ones do. The lower tail is the mirror image.
    """
    upper = tail == "upper"
    extreme = model.sigma(model.hi if upper else model.lo)
    differing = [k for k in model.values if model.sigma(k) != extreme]
    require(len(differing) > 0, "thresholds: the activation is constant")
    if upper:
        edge = model.requantize.first_at_least(differing[-1] + 1) - 1
    else:
        edge = model.requantize.first_at_least(differing[0])
    beyond = 1 if (weight > 0) == upper else -1
    model.meter.spend(2 * len(model.values))
    for x in model.values:
        room = edge - weight * x
        bias = model.last_bias_up_to(room) if upper else model.first_bias_from(room)
        if bias is None or model.respond(weight * x + bias) == extreme:
            continue
        further = weight * (x + beyond) + bias
        if further > edge if upper else further < edge:
            yield x


def check_inseparable(model: Model, x: int, y: int) -> None:
    """No weight and bias at all make a first-layer neuron differ on x and y.

    Where the two accumulators have no active boundary between them (one at which σ∘r changes),
    the responses are equal. So for each weight only the biases that put such a boundary between
    them are tried. Modulo the step of the biases boundaries have few residues, which shows at once
    that most weights have no such bias.
    """
    require(x in model.values and y in model.values, "pair: not raw values of the format")
    for weight in model.weights:
        bias = differing_bias(model, *sorted((weight * x, weight * y)))
        require(bias is None, f"pair: weight {weight} and bias {bias} separate {x} and {y}")


def differing_bias(model: Model, low: int, high: int) -> int | None:
    """A bias with which the accumulators low ≤ high give different responses, or None."""
    residues = model.active_residues
    for bias in _biases_between(model, residues, low, high) if residues else ():
        if model.respond(low + bias) != model.respond(high + bias):
            return bias
    return None


def _biases_between(
    model: Model, residues: dict[int, list[int]], low: int, high: int
) -> Iterator[int]:
    """All biases that put an active boundary b between: low + β < b ≤ high + β."""
    step, offsets = model.biases.step, model.biases.offsets
    model.meter.spend(len(residues) * len(offsets))
    met = [
        boundaries
        for residue, boundaries in residues.items()
        if any((residue - 1 - low - offset) % step < high - low for offset in offsets)
    ]
    if not met:
        return
    lowest = min(boundaries[0] for boundaries in met) - high
    highest = max(boundaries[-1] for boundaries in met) - 1 - low
    count = sum(map(len, met))
    if count * (high - low) >= highest - lowest:
        yield from model.biases_between(lowest, highest)
        return
    for boundaries in met:
        for boundary in boundaries:
            yield from model.biases_between(boundary - high, boundary - 1 - low)
