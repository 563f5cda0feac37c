"""The root of every exception that fxprove raises on purpose."""


class FxproveError(Exception):
    """Something fxprove refuses to do, with a one-line reason."""


class Disagreement(FxproveError):
    """Two engines contradict each other: a defect of fxprove, and no answer is given."""


class InputError(FxproveError):
    """Input that has no meaning here: where it stood, what was expected, what was found.

    `where` grows as the error climbs (`within`), so that the message names the whole path.
    """

    _LONGEST_FOUND = 80

    def __init__(self, where: str, expected: str, found: object) -> None:
        self.where = where
        self.expected = expected
        self.found = found if isinstance(found, str) else repr(found)
        super().__init__(where, expected, self.found)

    def within(self, outer: str) -> "InputError":
        """The same error, seen from further out."""
        return InputError(f"{outer}: {self.where}", self.expected, self.found)

    def __str__(self) -> str:
        found = " ".join(self.found.split())
        if len(found) > self._LONGEST_FOUND:
            found = found[: self._LONGEST_FOUND - 1] + "…"
        return f"{self.where}: expected {self.expected}, found {found}"
