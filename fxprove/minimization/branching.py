"""The shortest sum of contributions that meets the intervals, by branching on functionals.

Theorem 17 of docs/theory.md. A state is a sum S, what is left of the budget, and the items that are
excluded. A functional λ with R(S) > 0 shows that one of few items must occur: each of them is taken
in turn, and excluded once all sums with it are refuted. Where one more item at most fits into the
budget, all of them are tried at once, on bit sets. So the search is complete: it ends with a sum,
or with a refutation that names a functional for each state, and nothing else; the checker finds the
items itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fxprove.budgets import UNLIMITED, Budget
from fxprove.minimization.contributions import Dictionary, Intervals, TooManyError
from fxprove.minimization.functionals import Functionals, integral, simple_functionals
from fxprove.minimization.relaxation import best_functional
from fxprove.parameter_sets import BiasSet
from fxprove.requirements import Integers
from fxprove.verdicts import Unknown

MOST_LEVELS = 200
"""The most items of a sum on one path of the search; the checker has the same limit."""

_LARGEST_TABLES = 1 << 28  # bytes of bit sets
_RELAXED_LEVELS = 2  # below the root, where linear programs look for functionals
_ITEMS_RELAXED = 512  # in larger dictionaries, at the root only
_FEW = 3  # items that serve a functional; fewer are not looked for

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A shortest sum: items of the dictionary, with repetitions."""

    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSum:
    """No sum within the budget. Functionals as pairs (coordinate, coefficient); one choice of a
    functional for each state that is not a leaf, depth first.
    """

    functionals: tuple[tuple[tuple[int, int], ...], ...]
    choices: tuple[int, ...]


class _StoppedError(Exception):
    """The search was given up; the reason in one line."""


class Branching:
    """Searches over one dictionary; what one search learns serves the next.

    `points` are those of the requirement behind `intervals`. Raises TooManyError where the
    tables would not fit.
    """

    def __init__(
        self, dictionary: Dictionary, intervals: Intervals, biases: BiasSet, points: Integers
    ) -> None:
        self.dictionary, self.intervals, self.biases = dictionary, intervals, biases
        # without items, every state is a leaf
        self.least_cost = int(dictionary.costs.min()) if len(dictionary.costs) else 1 << 60
        try:
            self.functionals = Functionals(dictionary, intervals, biases)
        except ValueError as error:
            raise TooManyError(str(error)) from None
        simple = simple_functionals(points, dictionary)
        self.functionals.add(simple, most=self.functionals.room)
        self._last = _LastItems(dictionary, intervals, biases)
        self._choices: list[int] = []
        self._work = 0

    def refutation_of_all(self, limit: Budget = UNLIMITED) -> NoSum | None:
        """Why no sum of any length will do, where one functional shows it."""
        functionals = self.functionals
        allowed = np.ones(len(self.dictionary.items), dtype=bool)
        nothing = np.zeros(len(self.intervals.least), dtype=np.int64)
        hint = best_functional(
            self.dictionary,
            self.intervals,
            self.biases,
            nothing,
            allowed,
            limit,
            none_may_serve=True,
        )
        if hint is not None:
            functionals.add(integral(hint, self._closed))
        useless = ~(functionals.values > 0).any(axis=1) & (functionals.demands > 0)
        if not useless.any():
            return None
        return self._no_sum([int(np.argmax(useless))])

    def search(
        self, budget: int, limit: Budget = UNLIMITED, *, most_work: int | None = None
    ) -> Sum | NoSum | Unknown:
        """A sum whose costs are at most `budget`, or the proof that there is none.

        `most_work` bounds the last items tried, so that the answer does not depend on the machine.
        """
        self._choices, self._work = [], 0
        self._limit, self._most_work = limit, most_work
        nothing = np.zeros(len(self.intervals.least), dtype=np.int64)
        allowed = np.ones(len(self.dictionary.items), dtype=bool)
        try:
            found = self._at_root(nothing, budget, allowed)
        except _StoppedError as error:
            return Unknown(str(error))
        if found is not None:
            return Sum(items=tuple(found))
        return self._no_sum(self._choices)

    @property
    def _closed(self) -> list[bool]:
        return [is_free and self.biases.is_unbounded for is_free in self.dictionary.free]

    def _no_sum(self, choices: list[int]) -> NoSum:
        """With the functionals that were chosen only, in the order of their first choice."""
        number = {chosen: place for place, chosen in enumerate(dict.fromkeys(choices))}
        rows = self.functionals.coefficients[list(number)]
        return NoSum(
            functionals=tuple(
                tuple((int(place), int(row[place])) for place in np.flatnonzero(row))
                for row in rows
            ),
            choices=tuple(number[chosen] for chosen in choices),
        )

    def _at_root(self, nothing: Integers, budget: int, allowed: Flags) -> list[int] | None:
        if self.completes(nothing):
            return []
        if budget < 2 * self.least_cost:
            return self._with_last_item([], nothing[np.newaxis], budget, self._last.all_items)
        return self._state(nothing, budget, allowed, self._last.all_items, -1, 0)

    def completes(self, sums: Integers) -> bool:
        """Whether some output biases put this sum between its ends."""
        return all(self.offset(j, sums) is not None for j in range(self.intervals.outputs))

    def offset(self, output: int, sums: Integers) -> int | None:
        """A bias of this output that puts the sum between its ends, 0 where it does."""
        own = slice(output, None, self.intervals.outputs)
        lows = (self.intervals.least - sums)[own][self.intervals.has_least[own]]
        highs = (self.intervals.most - sums)[own][self.intervals.has_most[own]]
        low = int(lows.max()) if len(lows) else None
        high = int(highs.min()) if len(highs) else None
        if self.dictionary.free[output]:
            return self.biases.element_between(low, high)
        return 0 if (low is None or low <= 0) and (high is None or high >= 0) else None

    def _state(
        self,
        sums: Integers,
        budget: int,
        allowed: Flags,
        words: Words,
        chosen: int,
        level: int,
    ) -> list[int] | None:
        """Items that complete this sum, or None once there are none; `chosen` −1 is to be chosen.

        `words` has a bit for each item in `allowed`.
        """
        if level > MOST_LEVELS:
            raise _StoppedError(f"sums of more than {MOST_LEVELS} neurons were not searched")
        self._spend(1)
        if chosen < 0 or level == 0 or len(self.dictionary.items) <= _ITEMS_RELAXED:
            chosen = self._chosen(sums, budget, allowed, level)
        self._choices.append(chosen)
        functionals, dictionary = self.functionals, self.dictionary
        demands = functionals.demands_at(sums)
        least = -(-int(demands[chosen]) * functionals.common_cost // budget)
        serving = (functionals.scaled[chosen] >= least) & allowed & (dictionary.costs <= budget)
        candidates = np.flatnonzero(serving)
        values = functionals.values[chosen, candidates]
        candidates = candidates[np.argsort(-values, kind="stable")]
        left = budget - dictionary.costs[candidates]
        is_leaf = left < 2 * self.least_cost
        leaves, inner = candidates[is_leaf], candidates[~is_leaf]
        found = self._leaves(sums, leaves.tolist(), left[is_leaf], words)
        if found is not None or not len(inner):
            return found
        return self._inner(sums, candidates, left, demands, allowed, words, level)

    def _inner(
        self,
        sums: Integers,
        candidates: Integers,
        left: Integers,
        demands: Integers,
        allowed: Flags,
        words: Words,
        level: int,
    ) -> list[int] | None:
        """The states below this one that are no leaves, in order; leaves only get excluded."""
        functionals, items = self.functionals, self.dictionary.items
        after = demands[:, np.newaxis] - functionals.values[:, candidates]
        choices, _ = functionals.choices(after, left)
        allowed, words = allowed.copy(), words.copy()
        for candidate, budget, choice in zip(
            candidates.tolist(), left.tolist(), choices.tolist(), strict=True
        ):
            if budget >= 2 * self.least_cost:
                below = sums + items[candidate]
                if choice < 0 and self.completes(below):
                    return [candidate]
                rest = self._state(below, budget, allowed, words, choice, level + 1)
                if rest is not None:
                    return [candidate, *rest]
            allowed[candidate] = False
            words[candidate >> 6] &= ~(np.uint64(1) << np.uint64(candidate & 63))
        return None

    def _chosen(self, sums: Integers, budget: int, allowed: Flags, level: int) -> int:
        """A functional with R > 0 that few items serve; a linear program may bring a new one."""
        chosen, serving = self._best_known(sums, budget)
        at_root = level == 0 and serving > 0
        if (at_root or self._is_worth_relaxing(serving, level)) and self.functionals.room:
            hint = best_functional(
                self.dictionary,
                self.intervals,
                self.biases,
                sums,
                allowed & self._affordable(budget),
                self._limit,
            )
            if hint is not None:
                self.functionals.add(integral(hint, self._closed))
                chosen, serving = self._best_known(sums, budget)
        if chosen < 0:
            self.functionals.add(self._violated_pairs(sums))
            chosen, serving = self._best_known(sums, budget)
        if chosen < 0:
            raise _StoppedError("no functional tells that more neurons are needed")
        return chosen

    def _is_worth_relaxing(self, serving: int, level: int) -> bool:
        few_items = len(self.dictionary.items) <= _ITEMS_RELAXED
        return few_items and serving > _FEW and level < _RELAXED_LEVELS

    def _best_known(self, sums: Integers, budget: int) -> tuple[int, int]:
        demands = self.functionals.demands_at(sums)[:, np.newaxis]
        chosen, serving = self.functionals.choices(demands, np.array([budget]))
        return int(chosen[0]), int(serving[0])

    def _affordable(self, budget: int) -> Flags:
        affordable: Flags = self.dictionary.costs <= budget
        return affordable

    def _violated_pairs(self, sums: Integers) -> Iterator[Integers]:
        """For each output, the two coordinates that are farthest from a common bias."""
        outputs = self.intervals.outputs
        for output in range(outputs):
            places = np.arange(output, len(sums), outputs)
            lower = places[self.intervals.has_least[places]]
            upper = places[self.intervals.has_most[places]]
            if not (len(lower) and len(upper)):
                continue
            functional = np.zeros(len(sums), dtype=np.int64)
            functional[lower[np.argmax((self.intervals.least - sums)[lower])]] += 1
            functional[upper[np.argmin((self.intervals.most - sums)[upper])]] -= 1
            yield functional

    def _leaves(
        self,
        sums: Integers,
        candidates: list[int],
        left: Integers,
        words: Words,
    ) -> list[int] | None:
        """States S + d into which one more item at most fits."""
        starts = self.dictionary.items[candidates] + sums
        self._spend(len(starts))
        for budget in np.unique(left).tolist():
            own = np.flatnonzero(left == budget).tolist()
            heads = [candidates[place] for place in own]
            found = self._with_last_item(heads, starts[own], budget, words)
            if found is not None:
                return found
        return None

    def _with_last_item(
        self, heads: list[int], starts: Integers, budget: int, words: Words
    ) -> list[int] | None:
        """One of these sums, perhaps with one more item; `heads` were added to reach them."""
        fitting = self._last.affordable(words, budget)
        for place, item in self._last.survivors(starts, fitting):
            total = starts[place] if item is None else starts[place] + self.dictionary.items[item]
            if self.completes(total):
                return heads[place : place + 1] + ([] if item is None else [item])
        return None

    def _spend(self, work: int) -> None:
        self._work += work
        if self._limit.is_spent():
            raise _StoppedError("the time limit ended the search")
        if self._most_work is not None and self._work > self._most_work:
            raise _StoppedError(f"the search was ended after {self._most_work} steps")


class _LastItems:
    """For a coordinate and a sum there, the items that keep it within its ends, as bit sets.

    Bit i stands for item i, and one more for no item at all. On a free output ends are relative to
    a base coordinate, with the narrowest interval: necessary conditions, so survivors are tried.
    """

    def __init__(self, dictionary: Dictionary, intervals: Intervals, biases: BiasSet) -> None:
        count, coordinates = dictionary.items.shape
        self._costs = dictionary.costs
        self._words = count // 64 + 1
        self._count = count
        outputs = intervals.outputs
        self._bases = np.full(outputs, -1)
        lows, highs = intervals.least.copy(), intervals.most.copy()
        has_low, has_high = intervals.has_least.copy(), intervals.has_most.copy()
        width = np.where(has_low & has_high, highs - lows, np.iinfo(np.int64).max)
        for output in (j for j in range(outputs) if dictionary.free[j]):
            own = np.arange(output, coordinates, outputs)
            base = int(own[np.argmin(width[own])])
            self._bases[output] = base
            least, most = int(intervals.least[base]), int(intervals.most[base])
            has_low[own] = intervals.has_least[own] & intervals.has_most[base]
            has_high[own] = intervals.has_most[own] & intervals.has_least[base]
            lows[own], highs[own] = intervals.least[own] - most, intervals.most[own] - least
            has_low[base] = has_high[base] = False
        self._relative = np.vstack([dictionary.items, np.zeros(coordinates, dtype=np.int64)])
        self._relative -= self._base_values(self._relative, outputs)
        self._outputs = outputs
        self._lows, self._highs = lows, highs
        self._has_low, self._has_high = has_low, has_high
        spread = np.where(has_low & has_high, highs - lows, np.iinfo(np.int64).max)
        self._order = [
            int(place)
            for place in np.argsort(spread, kind="stable")
            if has_low[place] or has_high[place]
        ]
        self._tables: dict[int, tuple[int, Words]] = {}
        self._size = 0
        self.all_items = np.zeros(self._words, dtype=np.uint64)
        for item in range(count + 1):
            self.all_items[item >> 6] |= np.uint64(1) << np.uint64(item & 63)

    def _base_values(self, sums: Integers, outputs: int) -> Integers:
        """What is subtracted from each coordinate: its base's, or 0."""
        subtracted = np.zeros_like(sums)
        for output, base in enumerate(self._bases.tolist()):
            if base >= 0:
                subtracted[:, output::outputs] = sums[:, [base]]
        return subtracted

    def affordable(self, words: Words, budget: int) -> Words:
        """Those of a bit set whose cost is within the budget, and no item."""
        flags = np.append(self._costs <= budget, True)
        within: Words = words & _bits(flags[np.newaxis], self._words)[0]
        return within

    def survivors(self, sums: Integers, words: Words) -> Iterable[tuple[int, int | None]]:
        """Places in `sums` (c × coordinates) with an item (or None) that no coordinate excludes."""
        sums = sums - self._base_values(sums, self._outputs)
        alive = np.arange(len(sums))
        masks = np.broadcast_to(words, (len(sums), self._words))
        for place in self._order:
            first, table = self._table(place)
            rows = np.clip(sums[alive, place] - first, 0, len(table) - 1)
            masks = masks & table[rows]
            kept = masks.any(axis=1)
            if not kept.all():
                alive, masks = alive[kept], masks[kept]
                if not len(alive):
                    return
        for place, mask in zip(alive.tolist(), masks, strict=True):
            bits = np.unpackbits(mask.view(np.uint8), bitorder="little")
            for item in np.flatnonzero(bits).tolist():
                yield place, None if item == self._count else item

    def _table(self, place: int) -> tuple[int, Words]:
        """Bit sets for the sums first, first + 1, …: those before and after are like the ends."""
        if place not in self._tables:
            values = self._relative[:, place]
            low = int(self._lows[place] - values.max()) if self._has_low[place] else None
            high = int(self._highs[place] - values.min()) if self._has_high[place] else None
            least_change = low if low is not None else int(self._highs[place] - values.max())
            last_change = high if high is not None else int(self._lows[place] - values.min())
            first, last = least_change - 1, last_change + 1
            self._size += 8 * self._words * (last - first + 1)
            if self._size > _LARGEST_TABLES:
                raise _StoppedError("the tables of the last neurons would not fit")
            totals = np.arange(first, last + 1)[:, np.newaxis] + values
            fits = np.ones(totals.shape, dtype=bool)
            if self._has_low[place]:
                fits &= totals >= self._lows[place]
            if self._has_high[place]:
                fits &= totals <= self._highs[place]
            self._tables[place] = first, _bits(fits, self._words)
        return self._tables[place]


def _bits(flags: Flags, words: int) -> Words:
    """Rows of flags as rows of 64-bit words, flag i in bit i."""
    padded = np.zeros((len(flags), 8 * words), dtype=np.uint8)
    packed = np.packbits(flags, axis=1, bitorder="little")
    padded[:, : packed.shape[1]] = packed
    rows: Words = padded.view(np.uint64)
    return rows
