"""What becomes of a certificate: it is valid, or one of these is raised and says why not."""

from dataclasses import dataclass


class Invalid(Exception):
    """The certificate was read and does not prove its claim; the reason in one line."""


class Incomplete(Exception):
    """The certificate may be right, but this checker does not decide it; the reason in one line."""


class NotACertificate(Exception):
    """The file cannot be read as a certificate at all; the reason in one line."""


@dataclass(frozen=True)
class Report:
    """What a valid certificate establishes, and what that rests on."""

    statement: str
    rule: str
    meaning: str
    trusted: tuple[str, ...]


def require(condition: bool, reason: str) -> None:
    """Raise Invalid with this reason unless the condition holds."""
    if not condition:
        raise Invalid(reason)
