"""The three answers. None of them is a bool, by accident or otherwise."""

from dataclasses import dataclass
from typing import NoReturn


class Verdict:
    """Proved, Refuted or Unknown; compare with `is`, `==` or match, never by truth value."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a verdict is not a bool: compare {self!r} with PROVED or REFUTED")


@dataclass(frozen=True, slots=True)
class Proved(Verdict):
    """The claim holds, and there is evidence."""


@dataclass(frozen=True, slots=True)
class Refuted(Verdict):
    """The claim is false, and there is evidence."""


@dataclass(frozen=True, slots=True)
class Unknown(Verdict):
    """Nothing is claimed; `reason` says what is missing, in one sentence."""

    reason: str


PROVED = Proved()
REFUTED = Refuted()
