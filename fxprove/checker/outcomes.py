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


@dataclass
class Meter:
    """Counts the steps of one check; more than `limit` are not done."""

    limit: int = 200_000_000
    spent: int = 0

    def spend(self, steps: int) -> None:
        """Count steps that are about to be done; raises Incomplete beyond the limit."""
        self.spent += steps
        if self.spent > self.limit:
            raise Incomplete(f"it needs more than {self.limit} steps")


def require(condition: bool, reason: str) -> None:
    """Raise Invalid with this reason unless the condition holds."""
    if not condition:
        raise Invalid(reason)
