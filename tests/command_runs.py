"""Running the command line, in this process and in one of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from fxprove.cli.main import main

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "fxprove")


class Answer(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


def answer_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Answer:
    """Run a command line in this process."""
    with pytest.raises(SystemExit) as exit_:
        main([str(argument) for argument in arguments])
    assert isinstance(exit_.value.code, int)
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return Answer(exit_.value.code, printed.out, printed.err)


def started(*arguments: str | Path, folder: Path) -> "subprocess.Popen[str]":
    """The program, started in a folder."""
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: "subprocess.Popen[str]") -> Answer:
    """What it left behind, once it has ended."""
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return Answer(process.returncode, out, err)


def require_refusal(answer: Answer) -> None:
    """One line on standard error, nothing else, status 2."""
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("fxprove: ")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 600


def executable(path: Path, *lines: str) -> str:
    """A shell script without a version, as the name of a solver."""
    without_version = '[ "$1" = --version ] && exit 1'
    path.write_text("\n".join(["#!/bin/sh", without_version, *lines, ""]))
    path.chmod(0o755)
    return str(path)
