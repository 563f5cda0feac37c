"""A program that runs within limits of time and output, and leaves no process behind.

It gets a process group of its own, which is killed as a whole when the program has ended, when a
limit is reached, and when Python is interrupted: a solver that starts others cannot leave them
behind. Only where processes have groups, so not on Windows.
"""

import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from selectors import EVENT_READ, BaseSelector, DefaultSelector, SelectorKey
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from time import monotonic

from fxprove.checker.strict_json import reason
from fxprove.errors import FxproveError

MOST_OUTPUT = 64 << 20  # bytes of both streams together, room for the values of 10⁶ variables
_CHUNK = 1 << 16
_POLL = 0.2  # seconds between two looks at whether a program has ended that left its pipes open


class NotStarted(FxproveError):
    """The system does not run it; says why."""


class TooMuchOutput(FxproveError):
    """It wrote more than MOST_OUTPUT bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a program wrote, and how it ended: an exit status, or minus the number of a signal."""

    output: str
    errors: str
    status: int

    @property
    def killing_signal(self) -> int | None:
        """The signal that ended it, also if a shell reports it of a child, by 128 + number."""
        if self.status < 0:
            return -self.status
        return self.status - 128 if self.status - 128 in set(signal.Signals) else None


def run(command: Sequence[str], seconds: float | None) -> Ended | None:
    """How the program ended, None if the time was over first. No input, no shell.

    Raises NotStarted and TooMuchOutput.
    """
    deadline = inf if seconds is None else monotonic() + seconds
    try:
        process = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True)
    except (OSError, ValueError) as error:
        raise NotStarted(reason(error)) from None
    with process:
        try:
            return _followed(process, deadline)
        finally:
            _kill_group(process)


def _followed(process: Popen[bytes], deadline: float) -> Ended | None:
    written = _written(process, deadline)
    if written is None:
        return None
    try:
        status = process.wait(None if deadline == inf else max(0.0, deadline - monotonic()))
    except TimeoutExpired:
        return None
    output, errors = (data.decode("utf-8", errors="replace") for data in written)
    return Ended(output=output, errors=errors, status=status)


def _written(process: Popen[bytes], deadline: float) -> tuple[bytes, bytes] | None:
    """All of both streams, None if the time was over first.

    Ends with the process, too: a child that lives on may hold the pipes open for ever.
    """
    assert process.stdout is not None and process.stderr is not None
    output, errors = bytearray(), bytearray()
    with DefaultSelector() as selector:
        selector.register(process.stdout, EVENT_READ, output)
        selector.register(process.stderr, EVENT_READ, errors)
        while selector.get_map():
            left = deadline - monotonic()
            if left <= 0:
                return None
            has_ended = process.poll() is not None  # asked first, so that nothing stays unread
            ready = selector.select(min(_POLL, left))
            if has_ended and not ready:
                break
            for key, _ in ready:
                _read_on(selector, key)
            if len(output) + len(errors) > MOST_OUTPUT:
                raise TooMuchOutput(f"more than {MOST_OUTPUT >> 20} MB of output")
    return bytes(output), bytes(errors)


def _read_on(selector: BaseSelector, key: SelectorKey) -> None:
    """Append what has come to the stream's buffer, or take the stream off at its end."""
    chunk = os.read(key.fd, _CHUNK)
    key.data.extend(chunk)
    if not chunk:
        selector.unregister(key.fileobj)


def _kill_group(process: Popen[bytes]) -> None:
    # The group has its leader's number, which nobody else gets while a member lives. If none does,
    # somebody could have it by now only if all process numbers had been used in the meantime.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
