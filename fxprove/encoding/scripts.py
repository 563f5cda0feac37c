"""SMT-LIB 2 scripts: a claim in words, its expected status, and commands any solver reads."""

import textwrap
from dataclasses import dataclass
from enum import Enum

from fxprove.encoding.terms import Term, Truth, constant, less, negation, width_of

_WIDTH = 96


class Satisfiability(Enum):
    """What a script is known to be, or what a solver says of it."""

    SAT = "sat"  # some assignment satisfies every assertion
    UNSAT = "unsat"  # none does
    UNKNOWN = "unknown"  # nobody has said


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A declared constant: a signed vector, read back from a solver's model."""

    name: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A satisfiability question in SMT-LIB 2.

    `claim` says in words what is asked, and what an answer means.
    """

    claim: str
    status: Satisfiability
    variables: tuple[Variable, ...]
    commands: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole file; ends with (check-sat) and a newline."""
        paragraphs = [textwrap.wrap(part, _WIDTH) for part in self.claim.split("\n")]
        lines = [f"; {line}".rstrip() for part in paragraphs for line in part or [""]]
        lines += [
            "(set-info :smt-lib-version 2.6)",
            "(set-option :produce-models true)",
            "(set-logic QF_BV)",
            f"(set-info :status {self.status.value})",
            *self.commands,
            "(check-sat)",
        ]
        return "\n".join(lines) + "\n"


class ScriptBuilder:
    """Collects declarations, definitions and assertions, in order."""

    def __init__(self) -> None:
        self._variables: list[Variable] = []
        self._commands: list[str] = []

    def remark(self, words: str) -> None:
        """A comment between commands."""
        self._commands += [f"; {line}" for line in textwrap.wrap(words, _WIDTH)]

    def integer(self, name: str, lo: int, hi: int) -> Term:
        """A new unknown integer in lo…hi, in the fewest bits.

        If lo = hi the variable is declared for whoever reads a model, and the term is the constant.
        """
        width = width_of(lo, hi)
        self._variables.append(Variable(name=name, width=width))
        self._commands.append(f"(declare-const {name} (_ BitVec {width}))")
        whole = Term(text=name, lo=-(1 << (width - 1)), hi=(1 << (width - 1)) - 1)
        self.require(negation(less(whole, constant(lo))))
        self.require(negation(less(constant(hi), whole)))
        return Term(text=name, lo=lo, hi=hi) if lo < hi else constant(lo)

    def define(self, name: str, term: Term) -> Term:
        """The same integer under a name, so that it is written once."""
        if term.known is not None or " " not in term.text:
            return term
        self._commands.append(f"(define-fun {name} () (_ BitVec {term.width}) {term.text})")
        return Term(text=name, lo=term.lo, hi=term.hi)

    def define_truth(self, name: str, truth: Truth) -> Truth:
        """The same truth under a name."""
        self._commands.append(f"(define-fun {name} () Bool {truth.text})")
        return Truth(name)

    def command(self, text: str) -> None:
        """Any other command, as it stands."""
        self._commands.append(text)

    def require(self, truth: Truth) -> None:
        """Assert it, unless it says nothing."""
        if truth.text != "true":
            self._commands.append(f"(assert {truth.text})")

    def script(self, claim: str, status: Satisfiability = Satisfiability.UNKNOWN) -> Script:
        """What was collected, as a script."""
        return Script(
            claim=claim,
            status=status,
            variables=tuple(self._variables),
            commands=tuple(self._commands),
        )
