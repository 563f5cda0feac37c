"""A progress bar on standard error, on a terminal only, and only once work takes a while."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from fxprove.budgets import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_QUIET_SECONDS = 0.5


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """A listener for a Budget."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, fraction: None
        return
    listener = _Listener()
    try:
        yield listener
    finally:
        listener.stop()


class _Listener:
    def __init__(self) -> None:
        self._start = monotonic()
        self._bar: Bar | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, fraction: float) -> None:
        if monotonic() - self._start < _QUIET_SECONDS:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._bar.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=1.0)
        self._bar.update(self._tasks[stage], completed=fraction)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
