"""Certificates beside an answer: the file, and what the answer says of it."""

import hashlib

from fxprove.output_files import write_whole


def write_certificate(data: bytes | None, path: str | None) -> dict[str, str] | None:
    """Write a certificate where one was asked for; the field `certificate` of an answer.

    `data` is None where the answer has none, and `path` where none is wished.
    """
    if data is None or path is None:
        return None
    write_whole(path, data)
    return {"file": path, "sha256": hashlib.sha256(data).hexdigest()}


def certificate_line(path: str, *, is_written: bool) -> str:
    """The line of an answer for whom a certificate was asked."""
    there = "none: this answer has no certificate"
    if is_written:
        there = f"{path}; check it: fxprove check {path}"
    return f"{'certificate':<14}{there}"
