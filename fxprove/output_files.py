"""Writing files whole or not at all."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from fxprove.checker.strict_json import reason
from fxprove.errors import InputError


def write_whole(path: str, data: bytes) -> None:
    """Put `data` at `path`, replacing what is there only once all of it is on the disk.

    Goes through a temporary file beside the target; devices and pipes are written directly.
    Raises InputError where the system refuses.
    """
    try:
        if _is_special(path):
            with open(path, "wb") as stream:
                stream.write(data)
        else:
            _replace(Path(os.path.realpath(path)), data)
    except (OSError, ValueError) as error:
        raise InputError(f"output {path!r}", "a writable file", reason(error)) from None


def _is_special(path: str) -> bool:
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return False


def _replace(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode_of(target))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode_of(target: Path) -> int:
    """The mode of the file that is replaced, or what a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
