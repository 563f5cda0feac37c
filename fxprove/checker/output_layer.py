"""Rules about the last layer: which values one output coset reaches (saturating r)."""

from collections.abc import Iterator, Mapping
from math import gcd

from .claims import Biases, Model
from .fields import integer, integers, items, record
from .outcomes import require


def check_covering(model: Model, evidence: object) -> None:
    """Some c = bias + value has r(c + N) = K, shown value by value."""
    fields = record(
        evidence,
        "covering",
        (
            "bias", "value", "generator", "weight_combination", "difference_combination",
            "multiples",
        ),
    )  # fmt: skip
    start = _start(model, fields, "covering")
    generator = check_combinations(model, fields)
    multiples = integers(fields["multiples"], "multiples", len(model.values))
    for raw, multiple in zip(model.values, multiples, strict=True):
        reached = model.requantize(start + generator * multiple)
        require(reached == raw, f"covering: the multiple of raw {raw} reaches {reached}")


def check_coset(
    model: Model, evidence: object, where: str, generator: int, values: set[int]
) -> set[tuple[int, int]]:
    """r(bias + value + N) contains these values, one by one.

    Returns each raw value shown, with the parity of a multiple of the generator that leads there.
    """
    fields = record(evidence, where, ("bias", "value", "multiples"))
    start = _start(model, fields, where)
    shown: set[tuple[int, int]] = set()
    for i, item in enumerate(items(fields["multiples"], f"{where}.multiples")):
        raw, multiple = integers(item, f"{where}.multiples[{i}]", 2)
        reached = model.requantize(start + generator * multiple)
        require(reached == raw, f"{where}: the multiple of raw {raw} reaches {reached}")
        shown.add((raw, multiple % 2))
    missing = sorted(values - {raw for raw, _ in shown})
    require(not missing, f"{where}: nothing reaches raw {missing[:3]}")
    return shown


def _start(model: Model, fields: Mapping[str, object], where: str) -> int:
    """c = bias + value, in B + V."""
    bias, value = integer(fields["bias"], "bias"), integer(fields["value"], "value")
    require(model.has_bias(bias), f"{where}: {bias} is not a bias")
    require(_divides(model.value_gcd, value), f"{where}: {value} is not in V")
    return bias + value


def check_combinations(model: Model, fields: Mapping[str, object]) -> int:
    """The generator of N, which weights and differences of σ combine to."""
    generator = integer(fields["generator"], "generator")
    require(generator == model.difference_gcd, f"generator: {generator} does not generate N")
    weight_sum = _combination(
        fields["weight_combination"], "weight_combination", model, weights=True
    )
    sigma_sum = _combination(
        fields["difference_combination"], "difference_combination", model, weights=False
    )
    require(weight_sum * sigma_sum == generator, "generator: the combinations miss it")
    return generator


def _divides(generator: int, number: int) -> bool:
    return number == 0 if generator == 0 else number % generator == 0


def _combination(evidence: object, where: str, model: Model, *, weights: bool) -> int:
    """Σ coefficient·weight, or Σ coefficient·(σ(k) − σ(lo)), over pairs [coefficient, w or k]."""
    total = 0
    for i, item in enumerate(items(evidence, where)):
        coefficient, key = integers(item, f"{where}[{i}]", 2)
        if weights:
            require(key in model.weight_set, f"{where}[{i}]: {key} is not a weight")
            total += coefficient * key
        else:
            require(key in model.values, f"{where}[{i}]: {key} is not a raw value")
            total += coefficient * (model.sigma(key) - model.table[0])
    return total


def check_uncovered(model: Model, values: list[int]) -> None:
    """No c in B + V has all `values` in r(c + N).

    If N = 0, r(c + N) is one value.
    """
    require(len(values) > 0 and values == sorted(set(values)), "values: not strictly ascending")
    require(all(k in model.values for k in values), "values: not raw values of the format")
    if model.difference_gcd == 0:
        require(len(values) >= 2, "values: one value is always reached")
        return
    check_unmet(model, [(k, k) for k in values])


def check_unmet(model: Model, intervals: list[tuple[int, int]]) -> None:
    """No c in B + V has a value of r(c + N) in each of these raw intervals low…high; N ≠ 0.

    Intervals that contain lo or hi are always met. Another is met when c lies, modulo N's
    generator, on the arc of its cells; the arcs are intersected, and no element of B + V may lie
    on what is left.
    """
    modulus = model.difference_gcd
    require(modulus > 0, "values: N is 0")
    arcs = [(0, modulus - 1)]
    for low, high in intervals:
        if model.lo < low and high < model.hi:
            model.meter.spend(2 * len(arcs))
            arcs = _intersected(arcs, _cell_pieces(model, low, high, modulus))
    shift = model.value_gcd
    for base, period in _classes(model.biases, shift):
        model.meter.spend(1 + len(arcs))
        for first, last in arcs:
            residue = first + (base - first) % period
            require(residue > last, f"values: the coset of {residue} reaches all of them")


def _cell_pieces(model: Model, low: int, high: int, modulus: int) -> list[tuple[int, int]]:
    """The residues of the cells of low…high, neither lo nor hi, as one or two intervals."""
    first, after = model.starts[low - model.lo - 1], model.starts[high - model.lo]
    if after - first >= modulus:
        return [(0, modulus - 1)]
    start, end = first % modulus, (after - 1) % modulus
    return [(start, end)] if start <= end else [(0, end), (start, modulus - 1)]


def _intersected(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    pieces = [(max(a, c), min(b, d)) for a, b in left for c, d in right]
    return [(first, last) for first, last in pieces if first <= last]


def _classes(biases: Biases, shift: int) -> Iterator[tuple[int, int]]:
    """B + shift·ℤ as pairs (base, period): the union of all base + period·ℤ.

    Multiples of the step run through whole classes modulo gcd(step, shift) when there are enough
    of them; otherwise each bias is a class of its own modulo shift.
    """
    common = gcd(biases.step, shift)
    if biases.first is None or biases.last is None:
        yield from ((offset, common) for offset in biases.offsets)
    elif biases.last - biases.first + 1 >= shift // common:
        yield from ((offset + biases.step * biases.first, common) for offset in biases.offsets)
    else:
        for offset in biases.offsets:
            for multiple in range(biases.first, biases.last + 1):
                yield offset + biases.step * multiple, shift
