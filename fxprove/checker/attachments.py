"""Proofs too long for JSON: compressed in a certificate, or in a file beside it.

A certificate names such a file by the SHA-256 of its bytes, so nothing else can take its place.
"""

import base64
import binascii
import hashlib
import lzma
import os
import re
from collections.abc import Callable

from .fields import kind, one_of, record, string
from .outcomes import Incomplete, Invalid, require

Attachments = Callable[[str], bytes | None]
"""The bytes whose SHA-256, in lower-case hexadecimal, is given; None where they are not at hand."""

LONGEST_ATTACHMENT = 256 << 20  # bytes, compressed
LONGEST_PROOF = 1 << 30  # bytes, decompressed
_MEMORY = 128 << 20  # bytes that decompression may work with
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def none_attached(_: str) -> bytes | None:
    """No attachment is at hand."""
    return None


def beside(path: str) -> Attachments:
    """The files <sha256>.lrat.xz in the folder of the file at `path`."""
    folder = os.path.dirname(path)

    def attached(digest: str) -> bytes | None:
        if _DIGEST.fullmatch(digest) is None:
            return None
        try:
            with open(os.path.join(folder, f"{digest}.lrat.xz"), "rb") as stream:
                return stream.read(LONGEST_ATTACHMENT + 1)
        except OSError:
            return None

    return attached


def read_proof(evidence: object, where: str, attachments: Attachments) -> bytes:
    """The decompressed proof that is inline or attached; raises Invalid or Incomplete."""
    inline = isinstance(evidence, dict) and "inline" in evidence
    fields = record(evidence, where, ("format", "inline" if inline else "sha256"))
    one_of(fields["format"], f"{where}.format", ("lrat-xz",))
    if inline:
        return _decompressed(_decoded(string(fields["inline"], f"{where}.inline"), where), where)
    digest = string(fields["sha256"], f"{where}.sha256")
    named = _DIGEST.fullmatch(digest) is not None
    require(named, f"{where}.sha256: expected 64 hexadecimal digits, found {kind(digest)}")
    data = attachments(digest)
    if data is None:
        raise Incomplete(f"{where}: no {digest}.lrat.xz is at hand")
    if len(data) > LONGEST_ATTACHMENT:
        raise Incomplete(f"{where}: more than {LONGEST_ATTACHMENT} bytes are attached")
    same = hashlib.sha256(data).hexdigest() == digest
    require(same, f"{where}: what is attached has another SHA-256")
    return _decompressed(data, where)


def _decoded(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(f"{where}.inline: no base64") from None


def _decompressed(data: bytes, where: str) -> bytes:
    """The content of one whole .xz stream and nothing after it."""
    try:
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
        content = stream.decompress(data, LONGEST_PROOF + 1)
    except lzma.LZMAError as error:
        if "memory" in str(error).lower():
            raise Incomplete(f"{where}: decompressing it needs more memory") from None
        raise Invalid(f"{where}: it does not decompress") from None
    if len(content) > LONGEST_PROOF:
        raise Incomplete(f"{where}: more than {LONGEST_PROOF} bytes decompressed")
    require(stream.eof and not stream.unused_data, f"{where}: not one whole .xz stream")
    return content
