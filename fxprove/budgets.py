"""How long an answer may take, and who is told how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

Progress = Callable[[str, float], None]
"""Told a stage and the fraction of it that is done, from 0 to 1."""


def _silent(stage: str, fraction: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A time limit in seconds from its creation, None for no limit, and a progress listener."""

    seconds: float | None = None
    progress: Progress = _silent
    _start: float = field(default_factory=monotonic)

    def is_spent(self) -> bool:
        """Whether the time is over."""
        return self.seconds is not None and monotonic() - self._start > self.seconds

    @property
    def remaining(self) -> float | None:
        """The seconds left, 0 once they are over; None for no limit."""
        return None if self.seconds is None else max(0.0, self._start + self.seconds - monotonic())


UNLIMITED = Budget()
