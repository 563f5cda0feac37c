"""Certificates beside an answer: the files, the checker's opinion, and what the answer says."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from fxprove.checker import strict_json
from fxprove.checking import check
from fxprove.errors import Disagreement
from fxprove.models import Model
from fxprove.output_files import write_whole
from fxprove.verdicts import REFUTED, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the independent checker made of the certificate: it is valid, or `left_open` says why
    the checker stopped. (A certificate that it refuses is a defect and never gets here.)
    """

    left_open: str | None


def checked_certificate(
    certificate: Mapping[str, object],
    model: Model,
    size: int,
    attachments: Mapping[str, bytes] | None = None,
) -> Checked:
    """What the checker makes of a certificate of `size` bytes; raises Disagreement if it refuses.

    No answer leaves the house that the independent checker does not accept, or leave open.
    """
    if size > strict_json.LARGEST_FILE:
        return Checked(left_open=f"it has more than {strict_json.LARGEST_FILE} bytes")
    verdict = check(certificate, model=model, attachments=attachments)
    if verdict == REFUTED:
        raise Disagreement("the checker refuses the certificate of this answer")
    return Checked(left_open=verdict.reason if isinstance(verdict, Unknown) else None)


def checked_line(checked: Checked) -> str:
    """What the checker made of a certificate, in words."""
    if checked.left_open is None:
        return "accepts the certificate"
    return f"did NOT check the certificate, which is beyond its limits: {checked.left_open}"


def checked_json(checked: Checked | None) -> dict[str, object] | None:
    """The field `checked` of an answer, null without a certificate."""
    if checked is None:
        return None
    outcome = "valid" if checked.left_open is None else "incomplete"
    return {"outcome": outcome, "left_open": checked.left_open}


def write_certificate(data: bytes | None, path: str | None) -> dict[str, str] | None:
    """Write a certificate where one was asked for; the field `certificate` of an answer.

    `data` is None where the answer has none, and `path` where none is wished.
    """
    if data is None or path is None:
        return None
    write_whole(path, data)
    return {"file": path, "sha256": hashlib.sha256(data).hexdigest()}


def write_attachments(attachments: Mapping[str, bytes], path: str) -> list[str]:
    """Write the proofs that a certificate at `path` names by SHA-256 beside it; their names.

    They come before the certificate: there is never one whose proofs are missing.
    """
    names = [f"{digest}.lrat.xz" for digest in attachments]
    for name, data in zip(names, attachments.values(), strict=True):
        write_whole(os.path.join(os.path.dirname(path), name), data)
    return names


def certificate_line(path: str, *, is_written: bool) -> str:
    """The line of an answer for whom a certificate was asked."""
    there = "none: this answer has no certificate"
    if is_written:
        there = f"{path}; check it: fxprove check {path}"
    return f"{'certificate':<14}{there}"
