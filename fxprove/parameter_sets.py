"""The sets a network's weights and biases are taken from.

Weights are finite sets of raw integers with a scale of their own. Biases are integers in
accumulator units, finite or unbounded, always a union of equally spaced progressions: that form
holds everything the spellings denote and lets separation and covering count instead of list.
"""

from dataclasses import dataclass
from math import gcd

from fxprove.errors import InputError
from fxprove.formats import LARGEST_FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSet:
    """Finite set of raw weights, ascending; raw w means w/scale.

    A contiguous set is kept as a `range`, any other as a tuple. Raises InputError if it is empty
    or the scale is not positive.
    """

    raws: range | tuple[int, ...]
    scale: int

    def __post_init__(self) -> None:
        if self.scale < 1:
            raise InputError("weight scale", "a positive integer", self.scale)
        if not self.raws:
            raise InputError("weights", "at least one weight", "an empty set")
        if len(self.raws) > LARGEST_FORMAT:
            raise InputError("weights", f"at most {LARGEST_FORMAT} weights", len(self.raws))
        ordered: range | tuple[int, ...] = self.raws
        if not (isinstance(ordered, range) and ordered.step == 1):
            ordered = tuple(sorted(set(self.raws)))
        if ordered[-1] - ordered[0] + 1 == len(ordered):
            ordered = range(ordered[0], ordered[-1] + 1)
        object.__setattr__(self, "raws", ordered)

    @property
    def gcd(self) -> int:
        """g_W, the generator of the group the weights generate."""
        return gcd(*self.raws[-2:]) if isinstance(self.raws, range) else gcd(*self.raws)

    @property
    def largest_magnitude(self) -> int:
        """max |w|."""
        return max(abs(self.raws[0]), abs(self.raws[-1]))

    @property
    def is_two_signed(self) -> bool:
        """Whether a positive and a negative weight exist."""
        return self.raws[0] < 0 < self.raws[-1]

    @property
    def is_binary(self) -> bool:
        """Whether the weights are exactly −1.0 and 1.0 at scale 1."""
        return self.raws == (-1, 1) and self.scale == 1

    def __contains__(self, raw: int) -> bool:
        return raw in self.raws


BINARY = WeightSet(raws=(-1, 1), scale=1)
TERNARY = WeightSet(raws=range(-1, 2), scale=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasSet:
    """All offset + step·k with offset in `offsets` and first ≤ k ≤ last, in accumulator units.

    `first` and `last` are both None when k ranges over all integers. Raises InputError if there
    are no offsets, step < 1 or first > last.
    """

    offsets: tuple[int, ...]
    step: int
    first: int | None
    last: int | None

    def __post_init__(self) -> None:
        if not self.offsets:
            raise InputError("biases", "at least one bias", "an empty set")
        if self.step < 1:
            raise InputError("bias step", "a positive integer", self.step)
        if (self.first is None) != (self.last is None):
            raise InputError("bias range", "both ends or neither", f"{self.first}, {self.last}")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError("bias range", "first ≤ last", f"{self.first}, {self.last}")
        size = self.size
        if size is not None and size > LARGEST_FORMAT:
            raise InputError("biases", f"at most {LARGEST_FORMAT} finite biases", size)
        if len(self.offsets) > LARGEST_FORMAT:
            raise InputError("biases", f"at most {LARGEST_FORMAT} offsets", len(self.offsets))
        self._canonicalize()

    def _canonicalize(self) -> None:
        """Write the same set with the smallest step if unbounded, as a list if k has one value."""
        offsets, step = set(self.offsets), self.step
        if self.first is None:
            offsets = {offset % step for offset in offsets}
            most = gcd(len(offsets), step)
            for copies in (k for k in range(most, 1, -1) if most % k == 0):
                shorter = {offset % (step // copies) for offset in offsets}
                if len(shorter) * copies == len(offsets):
                    offsets, step = shorter, step // copies
                    break
        elif self.first == self.last:
            offsets, step = {offset + step * self.first for offset in offsets}, 1
            object.__setattr__(self, "first", 0)
            object.__setattr__(self, "last", 0)
        object.__setattr__(self, "offsets", tuple(sorted(offsets)))
        object.__setattr__(self, "step", step)

    @classmethod
    def finite(cls, biases: tuple[int, ...]) -> "BiasSet":
        """Exactly these biases."""
        return cls(offsets=biases, step=1, first=0, last=0)

    @property
    def is_unbounded(self) -> bool:
        """Whether k ranges over all integers."""
        return self.first is None

    @property
    def size(self) -> int | None:
        """An upper bound on the number of biases (exact if none coincide); None if unbounded."""
        if self.first is None or self.last is None:
            return None
        return len(self.offsets) * (self.last - self.first + 1)

    @property
    def any_element(self) -> int:
        """A bias, 0 where 0 is one."""
        if 0 in self:
            return 0
        return self.offsets[0] + self.step * (self.first or 0)

    @property
    def smallest(self) -> int:
        """The smallest bias of a finite set."""
        if self.first is None:
            raise ValueError("an unbounded set has no smallest bias")
        return self.offsets[0] + self.step * self.first

    @property
    def largest(self) -> int:
        """The largest bias of a finite set."""
        if self.last is None:
            raise ValueError("an unbounded set has no largest bias")
        return self.offsets[-1] + self.step * self.last

    def __contains__(self, bias: int) -> bool:
        return self.largest_at_most(bias) == bias

    def _largest_of(self, offset: int, bound: int) -> int | None:
        index = (bound - offset) // self.step
        if self.first is not None and self.last is not None:
            if index < self.first:
                return None
            index = min(index, self.last)
        return offset + self.step * index

    def largest_at_most(self, bound: int) -> int | None:
        """The largest bias that is not above `bound`, or None."""
        below = [self._largest_of(offset, bound) for offset in self.offsets]
        return max((bias for bias in below if bias is not None), default=None)

    def smallest_at_least(self, bound: int) -> int | None:
        """The smallest bias that is not below `bound`, or None."""
        mirrored = BiasSet(
            offsets=tuple(-offset for offset in self.offsets),
            step=self.step,
            first=None if self.last is None else -self.last,
            last=None if self.first is None else -self.first,
        )
        found = mirrored.largest_at_most(-bound)
        return None if found is None else -found

    def element_between(self, low: int | None, high: int | None) -> int | None:
        """A bias in low…high, None being no end: 0 if it is one, else the largest or smallest."""
        if 0 in self and (low is None or low <= 0) and (high is None or high >= 0):
            return 0
        if high is None:
            return self.any_element if low is None else self.smallest_at_least(low)
        bias = self.largest_at_most(high)
        return bias if bias is not None and (low is None or bias >= low) else None

    def between(self, low: int, high: int) -> list[int]:
        """All biases in low…high, ascending."""
        found: set[int] = set()
        for offset in self.offsets:
            start, stop = -((offset - low) // self.step), (high - offset) // self.step
            if self.first is not None and self.last is not None:
                start, stop = max(start, self.first), min(stop, self.last)
            found.update(
                range(offset + self.step * start, offset + self.step * stop + 1, self.step)
            )
        return sorted(found)
