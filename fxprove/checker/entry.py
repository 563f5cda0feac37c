"""The checker's command line: `fxprove check`'s twin that needs nothing but Python."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import strict_json
from .attachments import Attachments, beside, none_attached
from .outcomes import Incomplete, Invalid, NotACertificate, Report
from .verification import NO_CLAIM, verify

VALID, UNREADABLE, INVALID, INCOMPLETE = 0, 2, 10, 20


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(UNREADABLE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the certificate named on the command line; the exit status says what became of it."""
    parser = _OneLineParser(
        prog="fxprove check",
        description="Check a certificate of fxprove. Exit status: 0 valid, 10 invalid, "
        "20 incomplete, 2 unreadable.",
    )
    parser.add_argument("certificate")
    parser.add_argument("--claim", metavar="FILE", help="JSON of the claim it must be about")
    parser.add_argument("--explain", action="store_true", help="print what must be trusted")
    parser.add_argument(
        "--recompute-activation", action="store_true", help="recompute the activation table too"
    )
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        document = _load(options.certificate)
        claim = NO_CLAIM if options.claim is None else _load(options.claim)
    except NotACertificate as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    status, lines = outcome(
        document,
        claim=claim,
        recompute_activation=options.recompute_activation,
        attachment=beside(options.certificate),
    )
    shown = lines if options.explain else lines[:1]
    try:
        print("\n".join(shown), file=sys.stderr if status == UNREADABLE else sys.stdout, flush=True)
    except OSError as error:
        print(f"output: {strict_json.reason(error)}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREADABLE
    return status


def _load(path: str) -> object:
    try:
        return strict_json.load_file(path)
    except strict_json.StrictJsonError as error:
        raise NotACertificate(f"{path}: {error}") from None


def outcome(
    document: object,
    *,
    claim: object = NO_CLAIM,
    recompute_activation: bool = False,
    attachment: Attachments = none_attached,
) -> tuple[int, list[str]]:
    """The exit status, and lines: the verdict, then what a valid certificate rests on."""
    try:
        report = verify(
            document,
            claim=claim,
            recompute_activation=recompute_activation,
            attachment=attachment,
        )
    except NotACertificate as error:
        return UNREADABLE, [str(error)]
    except Invalid as error:
        return INVALID, [f"invalid: {error}"]
    except Incomplete as error:
        return INCOMPLETE, [f"incomplete: {error}"]
    except MemoryError:
        return INCOMPLETE, ["incomplete: out of memory"]
    return VALID, [f"valid: {report.meaning} (rule {report.rule})", *_trust(report)]


def _trust(report: Report) -> list[str]:
    return ["It rests on:", *(f"  - {item}" for item in report.trusted)]
