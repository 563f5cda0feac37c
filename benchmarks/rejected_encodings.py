"""Other ways to write the same terms, kept so that what was rejected can be measured again.

Each function has the promise of the one in fxprove/encoding that it stands beside.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from fxprove.arithmetic import Requantizer
from fxprove.encoding.division import divided_in_steps
from fxprove.encoding.requantization import brought_in
from fxprove.encoding.scripts import ScriptBuilder
from fxprove.encoding.terms import (
    Term,
    add,
    all_of,
    choose,
    clamped,
    constant,
    divided,
    equal,
    even_below,
    is_odd,
    less,
    literal,
    multiply,
    width_of,
)
from fxprove.rounding import Overflow, Rounding

Divide = Callable[[ScriptBuilder, str, Term, int], tuple[Term, Term]]

# --- Activations: instead of `tables.looked_up`


def leaf_tree(builder: ScriptBuilder, raw: Term, table: Sequence[int], first: int) -> Term:
    """A balanced tree of comparisons with a leaf for each entry."""
    if len(table) == 1:
        return constant(table[0])
    middle = len(table) // 2
    return choose(
        less(raw, constant(first + middle)),
        leaf_tree(builder, raw, table[:middle], first),
        leaf_tree(builder, raw, table[middle:], first + middle),
    )


def chain(builder: ScriptBuilder, raw: Term, table: Sequence[int], first: int) -> Term:
    """One equation after the other, the last entry where none holds."""
    result = constant(table[-1])
    for index in reversed(range(len(table) - 1)):
        result = choose(equal(raw, constant(first + index)), constant(table[index]), result)
    return result


def array(builder: ScriptBuilder, raw: Term, table: Sequence[int], first: int) -> Term:
    """A constant array with the entries stored in it, defined once in a script; in QF_ABV."""
    lo, hi = min(table), max(table)
    if lo == hi:
        return constant(lo)
    index_width, width = width_of(first, first + len(table) - 1), width_of(lo, hi)
    sort = f"(Array (_ BitVec {index_width}) (_ BitVec {width}))"
    text = f"((as const {sort}) {literal(table[0], width)})"
    for index, entry in enumerate(table[1:], first + 1):
        text = f"(store {text} {literal(index, index_width)} {literal(entry, width)})"
    definition = f"(define-fun table () {sort} {text})"
    if definition not in builder.script("").commands:
        builder.command(definition)
    return Term(text=f"(select table {raw.at(index_width)})", lo=lo, hi=hi)


# --- Sums: instead of `terms.total`


def linear_total(terms: Sequence[Term]) -> Term:
    """The sum from left to right."""
    result = constant(0)
    for term in terms:
        result = add(result, term)
    return result


# --- Requantizers: instead of `requantization.requantized`


def saturated_after(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer
) -> Term:
    """Rounded in full, saturated afterwards."""
    integer = _half_even(builder, name, accumulator, requantizer, divided_in_steps)
    return builder.define(name, brought_in(integer, requantizer.target, requantizer.overflow))


def divided_at_once(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer
) -> Term:
    """Saturated first, divided by one `bvudiv` of the whole width."""
    return _saturated_first(builder, name, accumulator, requantizer, _at_once)


def quotient_found(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer
) -> Term:
    """Saturated first; quotient and remainder are unknowns with accumulator = quotient·d + rest."""
    return _saturated_first(builder, name, accumulator, requantizer, _found)


def cells(builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer) -> Term:
    """A balanced tree of comparisons with the ends of cells; of a saturating requantizer."""
    raws = requantizer.target.raws
    starts = [requantizer.cell_start(raw) for raw in raws[1:]]
    least = bisect_right(starts, accumulator.lo)
    greatest = bisect_right(starts, accumulator.hi)

    def tree(first: int, last: int) -> Term:
        if first == last:
            return constant(raws[first])
        middle = (first + last) // 2
        condition = less(accumulator, constant(starts[middle]))
        return choose(condition, tree(first, middle), tree(middle + 1, last))

    return builder.define(name, tree(least, greatest))


def _saturated_first(
    builder: ScriptBuilder, name: str, accumulator: Term, requantizer: Requantizer, divide: Divide
) -> Term:
    target = requantizer.target
    assert requantizer.overflow is Overflow.SATURATE
    low, high = requantizer.cell_start(target.lo + 1) - 1, requantizer.cell_start(target.hi)
    inner = builder.define(f"{name}_clamped", clamped(accumulator, low, high))
    integer = _half_even(builder, name, inner, requantizer, divide)
    return builder.define(name, brought_in(integer, target, requantizer.overflow))


def _half_even(
    builder: ScriptBuilder, name: str, term: Term, requantizer: Requantizer, divide: Divide
) -> Term:
    """term/denominator, a tie to the even integer."""
    assert requantizer.rounding is Rounding.HALF_EVEN
    assert requantizer.numerator == 1
    denominator = requantizer.denominator
    nudged = builder.define(f"{name}_nudged", add(term, constant(denominator // 2)))
    quotient, remainder = divide(builder, name, nudged, denominator)
    half_up = builder.define(f"{name}_half_up", quotient)
    if denominator % 2:
        return half_up
    tie_went_odd = all_of([equal(remainder, constant(0)), is_odd(half_up)])
    return builder.define(f"{name}_rounded", choose(tie_went_odd, even_below(half_up), half_up))


def _at_once(builder: ScriptBuilder, name: str, term: Term, divisor: int) -> tuple[Term, Term]:
    return divided(term, divisor)


def _found(builder: ScriptBuilder, name: str, term: Term, divisor: int) -> tuple[Term, Term]:
    quotient = builder.integer(f"{name}_quotient", term.lo // divisor, term.hi // divisor)
    rest = builder.integer(f"{name}_rest", 0, divisor - 1)
    builder.require(equal(term, add(multiply(quotient, constant(divisor)), rest)))
    return quotient, rest
