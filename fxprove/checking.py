"""Checking certificates from Python: the independent checker behind a typed function."""

from collections.abc import Mapping

from fxprove.certificates import serialized
from fxprove.checker import strict_json
from fxprove.checker.attachments import Attachments, beside
from fxprove.checker.outcomes import Incomplete, Invalid, NotACertificate
from fxprove.checker.verification import NO_CLAIM, verify
from fxprove.errors import InputError
from fxprove.model_files import model_json
from fxprove.models import Model
from fxprove.verdicts import PROVED, Refuted, Unknown, Verdict


def check(
    certificate: Mapping[str, object] | str,
    *,
    model: Model | None = None,
    recompute_activation: bool = False,
    attachments: Mapping[str, bytes] | None = None,
) -> Verdict:
    """PROVED if the certificate is right, and about `model` if one is given.

    `certificate` is the JSON object or the path of a file. Proofs that it names by their
    SHA-256 are taken from `attachments`, or else from the files <sha256>.lrat.xz beside the file.
    REFUTED means that it was read and does not prove its claim (or proves one about another
    model), Unknown that the checker left a step open. Raises InputError for what cannot be read
    as a certificate.
    """
    claim = NO_CLAIM if model is None else {"model": model_json(model)}
    try:
        document = (
            strict_json.load_file(certificate)
            if isinstance(certificate, str)
            else strict_json.loads(serialized(certificate))
        )
        verify(
            document,
            claim=claim,
            recompute_activation=recompute_activation,
            attachment=_attachments(certificate, attachments),
        )
    except (TypeError, ValueError, NotACertificate) as error:  # StrictJsonError is a ValueError
        raise InputError("certificate", "a certificate of fxprove", str(error)) from None
    except Invalid:
        return Refuted()
    except Incomplete as error:
        return Unknown(str(error))
    return PROVED


def _attachments(
    certificate: Mapping[str, object] | str, attachments: Mapping[str, bytes] | None
) -> Attachments:
    given = attachments or {}
    if not isinstance(certificate, str):
        return given.get
    found = beside(certificate)
    return lambda digest: given[digest] if digest in given else found(digest)
