"""No few contributions add up to what is wanted: a tree of choices, each forced by one inequality.

A state is a sum S of contributions chosen so far, a remaining budget p and a set E of excluded
contributions. It is *refuted* if no contributions outside E that cost p or less together, and no
offsets, bring S between the ends at every coordinate. Let λ be integer coefficients on coordinates,
and R what λ is short of at least:

    R = Σ_{λ>0} λ·(low − S) + Σ_{λ<0} λ·(high − S) − (the most that offsets add to λ).

If R > 0, any solution has a contribution d with p·(λ·d) ≥ R·cost(d). These *candidates*, by λ·d
descending and then in the order of the dictionary, are the branches: each is added in turn, and
excluded from the branches after it. A state whose budget is below twice the least cost has room for
one more contribution; then all are tried. (docs/theory.md, Theorem 17.)

Most of the work are states whose branches all end this way. For these there are bit sets: for an
accumulator at one coordinate, the contributions that keep it between the ends. They are intersected
until nothing is left, which soon happens where the narrowest come first. Offsets are eliminated by
looking at differences of coordinates. That excludes less than it might, so whatever is left is
tried by itself.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from .claims import Model
from .contributions import Dictionary, Values
from .fields import integers, items, kind, record
from .outcomes import Incomplete, require

_DEEPEST = 200  # contributions chosen one after the other
_HOT = 16  # coordinates that are looked at before anything is counted again
_STEPS_PER_KEPT = 4  # what a number that is kept counts for: it takes memory

Vector = Sequence[int]


@dataclass(frozen=True)
class Target:
    """Where accumulators must lie: an interval for each coordinate, None for an open end.

    The offset of an output is a bias of the model if `free` says so, and 0 otherwise.
    """

    model: Model
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]
    free: tuple[bool, ...]

    @property
    def outputs(self) -> int:
        """How many outputs there are; those of a point are neighbours."""
        return len(self.free)

    def is_met_by(self, sums: Vector) -> bool:
        """Whether some offsets bring these sums between the ends."""
        self.model.meter.spend(len(sums))
        return all(self._is_output_met(sums, output) for output in range(self.outputs))

    def _is_output_met(self, sums: Vector, output: int) -> bool:
        mine = slice(output, None, self.outputs)
        ends = list(zip(sums[mine], self.low[mine], self.high[mine], strict=True))
        least = max((low - sum_ for sum_, low, _ in ends if low is not None), default=None)
        most = min((high - sum_ for sum_, _, high in ends if high is not None), default=None)
        if not self.free[output]:
            return (least is None or least <= 0) and (most is None or most >= 0)
        if most is None:
            return least is None or self.model.first_bias_from(least) is not None
        bias = self.model.last_bias_up_to(most)
        return bias is not None and (least is None or bias >= least)

    def offset_ends(self, output: int) -> tuple[int, int] | None:
        """The least and the greatest offset of an output; None where there are none."""
        biases = self.model.biases
        if not self.free[output]:
            return 0, 0
        if biases.first is None or biases.last is None:
            return None
        ends = biases.offsets[0] + biases.step * biases.first
        return ends, biases.offsets[-1] + biases.step * biases.last


@dataclass(frozen=True)
class _Functional:
    """λ by its coefficients other than 0, and R at S = 0."""

    coefficients: tuple[tuple[int, int], ...]
    shortage: int

    def __call__(self, sums: Vector) -> int:
        return sum(coefficient * sums[at] for at, coefficient in self.coefficients)


def _functional(target: Target, evidence: object, where: str) -> _Functional:
    pairs: dict[int, int] = {}
    shortage, totals = 0, dict[int, int]()
    for i, item in enumerate(items(evidence, where)):
        coordinate, coefficient = integers(item, f"{where}[{i}]", 2)
        require(
            0 <= coordinate < len(target.low), f"{where}: there is no coordinate {kind(coordinate)}"
        )
        require(coordinate not in pairs, f"{where}: coordinate {coordinate} appears twice")
        require(coefficient != 0, f"{where}: the coefficient of {coordinate} is 0")
        end = target.low[coordinate] if coefficient > 0 else target.high[coordinate]
        require(end is not None, f"{where}: coordinate {coordinate} has no such end")
        assert end is not None
        pairs[coordinate] = coefficient
        shortage += coefficient * end
        output = coordinate % target.outputs
        totals[output] = totals.get(output, 0) + coefficient
    require(len(pairs) > 0, f"{where}: it has no coefficients")
    for output, total in totals.items():
        ends = target.offset_ends(output)
        if ends is None:
            require(total == 0, f"{where}: it does not cancel the offset of output {output}")
        else:
            shortage -= max(total * end for end in ends)
    target.model.meter.spend(len(pairs))
    return _Functional(tuple(pairs.items()), shortage)


def check_branching(
    target: Target, dictionary: Dictionary, budget: int | None, evidence: object, where: str
) -> None:
    """No contributions that cost `budget` or less together meet the target; None: however many."""
    fields = record(evidence, where, ("functionals", "choices"))
    functionals = [
        _functional(target, item, f"{where}.functionals[{i}]")
        for i, item in enumerate(items(fields["functionals"], f"{where}.functionals"))
    ]
    choices = integers(fields["choices"], f"{where}.choices")
    known = all(0 <= choice < len(functionals) for choice in choices)
    require(known, f"{where}.choices: there is no such functional")
    if budget is None:
        require(len(choices) == 1, f"{where}.choices: not one, for any number of neurons")
        _check_any_number(target, dictionary, functionals[choices[0]], where)
        return
    tree = _Tree(target, dictionary, functionals, choices, where)
    tree.refute(budget)
    require(tree.used == len(choices), f"{where}.choices: {len(choices) - tree.used} are left over")


def _check_any_number(
    target: Target, dictionary: Dictionary, functional: _Functional, where: str
) -> None:
    """Something is missing that no contribution adds to."""
    require(functional.shortage > 0, f"{where}: nothing is missing by the functional")
    steps = len(functional.coefficients) * len(dictionary.contributions)
    target.model.meter.spend(steps)
    adds = any(functional(item) > 0 for item in dictionary.contributions)
    require(not adds, f"{where}: a contribution adds to the functional")


@dataclass
class _State:
    """A state with branches that are states of their own."""

    sums: Vector
    budget: int
    candidates: list[int]
    remaining: int  # the bit set of what is not excluded
    begun: int = 0


class _Tree:
    """The walk through the tree, in depth-first order, on an explicit stack.

    Contributions are numbers; the one after the last is that of zeros, which costs nothing, so
    that trying all contributions tries none as well.
    """

    def __init__(
        self,
        target: Target,
        dictionary: Dictionary,
        functionals: list[_Functional],
        choices: list[int],
        where: str,
    ) -> None:
        self.target, self.meter, self.where = target, target.model.meter, where
        self.functionals, self.choices, self.used = functionals, choices, 0
        self.count = len(dictionary.contributions)
        self.contributions = [*dictionary.contributions, (0,) * len(target.low)]
        self.costs = dictionary.costs
        self.numbers = list(range(self.count))
        self.excluded = bytearray(self.count)
        self.ordered: dict[int, _Ordered] = {}
        self.costing: dict[int, int] = {}
        sieves = _sieves(target)
        self.meter.spend(2 * _STEPS_PER_KEPT * self.count * len(sieves))
        self.sieves = sorted(sieves, key=self._share)
        self.rows = [
            tuple([sieve.height(item) for sieve in self.sieves]) for item in self.contributions
        ]
        self.admitted = [
            _Admitted(target.model, sieve, [row[at] for row in self.rows])
            for at, sieve in enumerate(self.sieves)
        ]
        self.words = 1 + self.count // 64  # of a bit set

    def _share(self, sieve: "_Sieve") -> tuple[bool, int]:
        """Orders sieves by about how much they admit: a narrow one may, if heights are alike."""
        is_open, width = sieve.width()
        heights = Counter(map(sieve.height, self.contributions))
        alike = sum(count * count for count in heights.values())
        return is_open, (width + 1) * alike

    def refute(self, budget: int) -> None:
        """Walk the tree of all solutions within a budget; raises Invalid where one may remain."""
        self.least = min(self.costs, default=budget + 1)
        self.greatest = max(self.costs, default=0)
        everything = (1 << self.count + 1) - 1
        root = self._visited((0,) * len(self.target.low), budget, everything)
        stack = [root] if root else []
        while stack:
            state = stack[-1]
            if state.begun:
                done = state.candidates[state.begun - 1]
                self.excluded[done] = 1
                state.remaining ^= 1 << done
            if state.begun == len(state.candidates):
                for done in state.candidates:
                    self.excluded[done] = 0
                stack.pop()
                continue
            chosen = state.candidates[state.begun]
            state.begun += 1
            self.meter.spend(len(state.sums) + self.words // 8)
            sums = _added(state.sums, self.contributions[chosen])
            child = self._visited(sums, state.budget - self.costs[chosen], state.remaining)
            if child is not None:
                stack.append(child)
                if len(stack) > _DEEPEST:
                    raise Incomplete(f"{self.where}: more than {_DEEPEST} choices in a row")

    def _visited(self, sums: Vector, budget: int, remaining: int) -> _State | None:
        """None if this state is refuted at once, and otherwise what is left to do."""
        if budget < 2 * self.least:
            self._check_one_more(sums, budget, remaining)
            return None
        candidates = self._candidates(sums, budget)
        if budget < 3 * self.least:
            self._check_two_more(sums, budget, remaining, candidates)
            return None
        return _State(sums, budget, candidates, remaining)

    def _candidates(self, sums: Vector, budget: int) -> list[int]:
        """Those that a solution must have one of, in order, by the functional chosen here."""
        require(self.used < len(self.choices), f"{self.where}.choices: there are too few")
        choice = self.choices[self.used]
        functional, where = self.functionals[choice], f"{self.where}.choices[{self.used}]"
        self.used += 1
        shortage = functional.shortage - functional(sums)
        require(shortage > 0, f"{where}: nothing is missing by functional {choice}")
        if choice not in self.ordered:
            self.ordered[choice] = self._in_order(functional)
        ordered = self.ordered[choice]
        most = bisect_right(ordered.lost, -(shortage * self.least) // budget)
        self.meter.spend(len(functional.coefficients) + most)
        excluded, costs = self.excluded, self.costs
        if self.least == self.greatest:
            return [number for number in ordered.numbers[:most] if not excluded[number]]
        return [
            number
            for number, lost in zip(ordered.numbers[:most], ordered.lost, strict=False)
            if not excluded[number]
            and costs[number] <= budget
            and -budget * lost >= shortage * costs[number]
        ]

    def _in_order(self, functional: _Functional) -> "_Ordered":
        self.meter.spend(len(functional.coefficients) * self.count)
        gained = list(map(functional, self.contributions[:-1]))
        numbers = [number for number in self.numbers if gained[number] > 0]
        self.meter.spend(_STEPS_PER_KEPT * len(numbers))
        numbers.sort(key=gained.__getitem__, reverse=True)  # stable: ties stay in order
        return _Ordered(numbers, [-gained[number] for number in numbers])

    def _check_two_more(
        self, sums: Vector, budget: int, remaining: int, candidates: list[int]
    ) -> None:
        """Refute every branch, when each has room for one more contribution."""
        heights = [sieve.height(sums) for sieve in self.sieves[:_HOT]]
        admitted, rows, costs = self.admitted[:_HOT], self.rows, self.costs
        uniform = self.least == self.greatest
        self.meter.spend(len(sums) + len(candidates) * (2 + _HOT * self.words // 1024))
        for number in candidates:
            left = remaining if uniform else remaining & self._costing(budget - costs[number])
            # the hottest loop of the checker: millions of candidates, few sieves looked at each
            for sets, height in zip(admitted, map(add, heights, rows[number]), strict=False):
                left &= sets[height]
                if not left:
                    break
            else:
                self._check_left(_added(sums, self.contributions[number]), left)
            remaining ^= 1 << number

    def _check_one_more(self, sums: Vector, budget: int, remaining: int) -> None:
        """These sums do not meet the target, nor with any one contribution."""
        self.meter.spend(len(sums) + 2 + _HOT * self.words // 1024)
        left = remaining & self._costing(budget)
        for admitted, sieve in zip(self.admitted[:_HOT], self.sieves, strict=False):
            left &= admitted[sieve.height(sums)]
        self._check_left(sums, left)

    def _check_left(self, sums: Vector, left: int) -> None:
        """None of the contributions left, which the first sieves admit, leads to the target."""
        for admitted, sieve in zip(self.admitted[_HOT:], self.sieves[_HOT:], strict=True):
            if not left:
                return
            self.meter.spend(1 + self.words // 1024)
            left &= admitted[sieve.height(sums)]
        while left:
            number = left.bit_length() - 1
            left ^= 1 << number
            self.meter.spend(self.words // 256)
            met = self.target.is_met_by(_added(sums, self.contributions[number]))
            require(not met, f"{self.where}: contributions within the budget meet the function")

    def _costing(self, budget: int) -> int:
        """The bit set of the contributions that cost this much or less."""
        if budget >= self.greatest:
            return -1
        if budget not in self.costing:
            self.meter.spend(self.count)
            members = [number for number in self.numbers if self.costs[number] <= budget]
            self.costing[budget] = _bit_set([*members, self.count], self.count + 1)
        return self.costing[budget]


def _added(one: Vector, other: Values) -> Values:
    return tuple([a + b for a, b in zip(one, other, strict=True)])


@dataclass(frozen=True)
class _Ordered:
    """Contributions with λ·d > 0 by λ·d descending, and −λ·d, ascending."""

    numbers: list[int]
    lost: list[int]


# --- Sieves --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sieve:
    """A necessary condition: least ≤ sums at `coordinate` − sums at `base` ≤ most."""

    coordinate: int
    base: int | None
    least: int | None
    most: int | None

    def height(self, sums: Vector) -> int:
        """What the condition bounds; linear in the sums."""
        below = 0 if self.base is None else sums[self.base]
        return sums[self.coordinate] - below

    def width(self) -> tuple[bool, int]:
        """The key that sorts narrow conditions before wide and open ones."""
        if self.least is None or self.most is None:
            return True, 0
        return False, self.most - self.least


def _sieves(target: Target) -> list[_Sieve]:
    """Conditions that the sums meet if some offsets bring them between the ends, narrowest first.

    Let c be the offset. low ≤ sum + c ≤ high at one coordinate bounds its sum by the ends of the
    offsets if there are any, and by the difference to the sum at another coordinate, the base,
    where low' ≤ sum' + c ≤ high'. One base is chosen for differences from below, and one, mostly
    the same, for differences from above.
    """
    found = []
    for output in range(target.outputs):
        mine = range(output, len(target.low), target.outputs)
        above, below = _bases(target, mine)
        ends = target.offset_ends(output)
        for at in mine:
            low, high = target.low[at], target.high[at]
            choices = [_Sieve(at, None, low, high)] if ends == (0, 0) else []
            if ends is not None and ends != (0, 0):
                least = None if low is None else low - ends[1]
                choices.append(_Sieve(at, None, least, None if high is None else high - ends[0]))
            if ends is None or ends[0] != ends[1]:
                choices += _differences(target, at, above, below)
            narrow = [sieve for sieve in choices if not sieve.width()[0]]
            found += [min(narrow, key=_Sieve.width)] if narrow else choices
    useful = [sieve for sieve in found if (sieve.least, sieve.most) != (None, None)]
    return sorted(useful, key=_Sieve.width)


def _bases(target: Target, mine: Sequence[int]) -> tuple[int | None, int | None]:
    """A coordinate with a high end and one with a low end; one with both, the narrowest, if any."""
    both = [(_Sieve(at, None, target.low[at], target.high[at]).width(), at) for at in mine]
    (is_open, _), narrowest = min(both)
    if not is_open:
        return narrowest, narrowest
    above = next((at for at in mine if target.high[at] is not None), None)
    below = next((at for at in mine if target.low[at] is not None), None)
    return above, below


def _differences(target: Target, at: int, above: int | None, below: int | None) -> list[_Sieve]:
    """At least low − high' from the base with a high end, at most high − low' from the other."""
    low, high = target.low[at], target.high[at]
    found = []
    if low is not None and above not in (None, at):
        assert above is not None
        upper = target.high[above]
        assert upper is not None
        found.append(_Sieve(at, above, low - upper, None))
    if high is not None and below not in (None, at):
        assert below is not None
        lower = target.low[below]
        assert lower is not None
        found.append(_Sieve(at, below, None, high - lower))
    if len(found) == 2 and above == below:
        return [_Sieve(at, above, found[0].least, found[1].most)]
    return found


class _Admitted(dict[int, int]):
    """The bit set of contributions that a sieve admits, by the height they are added to."""

    def __init__(self, model: Model, sieve: _Sieve, heights: list[int]) -> None:
        super().__init__()
        self.meter, self.sieve, self.heights = model.meter, sieve, heights
        self.numbers: list[int] = []
        self.ascending: list[int] = []

    def __missing__(self, height: int) -> int:
        total = len(self.heights)
        if not self.numbers:
            self.meter.spend(2 * _STEPS_PER_KEPT * total)
            self.numbers = sorted(range(total), key=self.heights.__getitem__)
            self.ascending = [self.heights[number] for number in self.numbers]
        least, most = self.sieve.least, self.sieve.most
        begin = 0 if least is None else bisect_left(self.ascending, least - height)
        end = total if most is None else bisect_right(self.ascending, most - height)
        inside, outside = end - begin, total - (end - begin)
        self.meter.spend(total // 8 + min(inside, outside))
        if inside <= outside:
            admitted = _bit_set(self.numbers[begin:end], total)
        else:
            others = [*self.numbers[:begin], *self.numbers[end:]]
            admitted = _bit_set(others, total) ^ ((1 << total) - 1)
        self[height] = admitted
        return admitted


def _bit_set(numbers: list[int], total: int) -> int:
    bits = bytearray(total // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")
