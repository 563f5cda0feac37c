"""Real expressions as text: `sin(3*x)`, `x*y`, `exp(-x*x)`; read by a grammar, never evaluated.

    sum      := product (('+' | '-') product)*
    product  := signed (('*' | '/') signed)*
    signed   := ('+' | '-') signed | power
    power    := operand ['^' exponent]
    exponent := ['+' | '-'] digits | '(' ['+' | '-'] digits ')'
    operand  := digits ['.' digits] | name | name '(' sum (',' sum)* ')' | '(' sum ')'

Names are the variables x, y, z and x1, x2, … (x is x1, y is x2, z is x3), the constants pi and e,
and `FUNCTIONS`. What the grammar leaves open is decided so:
- a sign binds weaker than ^: −x^2 is −(x^2); an exponent may have its own sign, x^-2;
- an exponent is an integer. x^0 is 1, also at x = 0; x^-1 is 1/x. Roots are `sqrt`;
- a^2^3 is refused, for some read (a^2)^3 in it and others a^(2^3);
- numbers are exact decimals, 0.1 is 1/10; 1e5 and 2x are refused, not guessed at;
- the parameter of an activation is a further argument, elu(x, 1/2), and may be any expression;
  left out it takes the activation's default. `sign(x)`, `step(x)` and `sign0(x)` are activations.

a − b is stored as a + (−b) and a/b as a·b^(−1), and printed as they were written. What is printed
parses back to an equal tree. Length, depth, digits, exponents and variables are limited, so that
reading a text never costs more than milliseconds and walking its tree never exhausts the stack.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fxprove.activations import ACTIVATION_NAMES, ActivationName
from fxprove.errors import InputError

LONGEST_EXPRESSION = 2000
"""Characters of an expression."""

DEEPEST_EXPRESSION = 100
"""Nodes from the root of a tree to a leaf; also nested parentheses, calls and signs in a text."""

LARGEST_EXPONENT = 1000

MOST_VARIABLES = 64

_LONGEST_NUMBER = 40  # decimal digits

Arity = tuple[int, int]
"""The least and the largest number of arguments."""


def _arity(activation: str) -> Arity:
    return 1, 1 + len(ActivationName(name=activation).parameters)


_ANY_NUMBER = LONGEST_EXPRESSION  # more arguments than a text has room for

FUNCTIONS: Mapping[str, Arity] = {
    **{name: _arity(name) for name in ACTIVATION_NAMES},
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "min": (2, _ANY_NUMBER),
    "max": (2, _ANY_NUMBER),
}
"""The functions that users may name: the activations, and these five (log is the natural one)."""


# --- Trees --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A number as it can be written: a non-negative decimal of at most 40 digits."""

    value: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.value < 10**_LONGEST_NUMBER or len(str(self)) > _LONGEST_NUMBER + 1:
            expected = f"a non-negative decimal of at most {_LONGEST_NUMBER} digits"
            raise InputError("literal", expected, "another number")

    def __str__(self) -> str:
        """The shortest decimal; of a value that has none, one that is too long."""
        decimals = 0
        while 10**decimals % self.value.denominator and decimals <= _LONGEST_NUMBER:
            decimals += 1
        digits = str(self.value.numerator * 10**decimals // self.value.denominator)
        digits = digits.zfill(decimals + 1)
        return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


class Constant(Enum):
    """A real number with a name."""

    PI = "pi"  # the circumference of a circle of diameter 1
    E = "e"  # exp(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An input, counted from 1."""

    index: int

    def __post_init__(self) -> None:
        if not 1 <= self.index <= MOST_VARIABLES:
            raise InputError("variable", f"an index from 1 to {MOST_VARIABLES}", self.index)

    def __str__(self) -> str:
        return "xyz"[self.index - 1] if self.index <= 3 else f"x{self.index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """−operand."""

    operand: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Two terms or more, added; a term that is subtracted is a `Negative`."""

    terms: tuple["Node", ...]

    def __post_init__(self) -> None:
        if len(self.terms) < 2:
            raise InputError("sum", "two terms or more", len(self.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Two factors or more, multiplied; one that is divided by is a `Power` with exponent −1."""

    factors: tuple["Node", ...]

    def __post_init__(self) -> None:
        if len(self.factors) < 2:
            raise InputError("product", "two factors or more", len(self.factors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """base^exponent, the exponent an integer; 1 for exponent 0, whatever the base."""

    base: "Node"
    exponent: int

    def __post_init__(self) -> None:
        if abs(self.exponent) > LARGEST_EXPONENT:
            raise InputError("exponent", f"at most ±{LARGEST_EXPONENT}", self.exponent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function of `FUNCTIONS`, or one of the names that a `parse_tree` was given, applied."""

    name: str
    arguments: tuple["Node", ...]

    def __post_init__(self) -> None:
        if not self.arguments:
            raise InputError(f"function {self.name}", "an argument", "none")


Node = Literal | Constant | Variable | Negative | Sum | Product | Power | Call


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, in order."""
    match node:
        case Negative(operand=operand):
            return (operand,)
        case Sum(terms=operands) | Product(factors=operands) | Call(arguments=operands):
            return operands
        case Power(base=base):
            return (base,)
    return ()


def _levels(root: Node) -> Iterator[list[Node]]:
    """The nodes of a tree by their distance from the root; without recursion, for any depth."""
    level = [root]
    while level:
        yield level
        level = [child for node in level for child in children(node)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A tree of at most `DEEPEST_EXPRESSION` levels; raises InputError for a deeper one, and for
    a call that `FUNCTIONS` does not allow."""

    root: Node

    def __post_init__(self) -> None:
        for depth, level in enumerate(_levels(self.root)):
            if depth == DEEPEST_EXPRESSION:
                expected = f"at most {DEEPEST_EXPRESSION} operations inside each other"
                raise InputError("expression", expected, "more")
            for node in level:
                if isinstance(node, Call):
                    check_call(node.name, len(node.arguments), FUNCTIONS, "expression")

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """The expression that `text` spells; raises InputError naming the column.

        >>> str(Expression.parse("-x^2/2+elu( x2 , 0.50 )"))
        '-x^2/2 + elu(y, 0.5)'
        """
        return cls(root=parse_tree(text))

    @property
    def variables(self) -> int:
        """The largest index of a variable, 0 if there is none: the fewest inputs it can have."""
        nodes = (node for level in _levels(self.root) for node in level)
        return max((node.index for node in nodes if isinstance(node, Variable)), default=0)

    def __str__(self) -> str:
        """The canonical text; it parses back to an equal expression."""
        return _text(self.root, _SUM)


# --- Printing -----------------------------------------------------------------------------------

_SUM, _PRODUCT, _SIGNED, _POWER, _OPERAND = range(5)
"""What the grammar allows in a place; a node that is looser than its place has parentheses."""


def _text(node: Node, place: int) -> str:
    text, looseness = _bare(node)
    return f"({text})" if looseness < place else text


def _bare(node: Node) -> tuple[str, int]:
    """The text of a node without parentheses around it, and which rule of the grammar it is."""
    match node:
        case Sum(terms=terms):
            return _text(terms[0], _PRODUCT) + "".join(map(_further_term, terms[1:])), _SUM
        case Product(factors=factors):
            first, *rest = factors
            return _text(first, _SIGNED) + "".join(map(_further_factor, rest)), _PRODUCT
        case Negative(operand=operand):
            return f"-{_text(operand, _SIGNED)}", _SIGNED
        case Power(base=base, exponent=exponent):
            return f"{_text(base, _OPERAND)}^{exponent}", _POWER
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_text(each, _SUM) for each in arguments)})", _OPERAND
        case Constant():
            return node.value, _OPERAND
    return str(node), _OPERAND


def _further_term(term: Node) -> str:
    if isinstance(term, Negative):
        return f" - {_text(term.operand, _PRODUCT)}"
    return f" + {_text(term, _PRODUCT)}"


def _further_factor(factor: Node) -> str:
    if isinstance(factor, Power) and factor.exponent == -1:
        return f"/{_text(factor.base, _SIGNED)}"
    return f"*{_text(factor, _SIGNED)}"


# --- Parsing ------------------------------------------------------------------------------------


def parse_tree(text: str, functions: Mapping[str, Arity] = FUNCTIONS) -> Node:
    """The tree that `text` spells, with calls of `functions` only; raises InputError."""
    if len(text) > LONGEST_EXPRESSION:
        expected = f"at most {LONGEST_EXPRESSION} characters"
        raise InputError("expression", expected, f"{len(text)} characters")
    return _Parser(text, functions).whole()


def check_call(name: str, arguments: int, functions: Mapping[str, Arity], where: str) -> None:
    """Raises InputError unless `functions` has `name` with that many arguments."""
    if name not in functions:
        expected = "one of " + ", ".join(sorted(functions))
        raise InputError(where, expected, repr(name))
    least, most = functions[name]
    if not least <= arguments <= most:
        count = f"{least}" if least == most else f"{least} or {most}"
        count = f"{least} or more" if most == _ANY_NUMBER else count
        noun = "argument" if count == "1" else "arguments"
        raise InputError(where, f"{count} {noun} of {name}", f"{arguments}")


_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z]\w*)|(?P<space>[ \t\r\n]+)|(?P<other>.)",
    re.ASCII | re.DOTALL,
)

_AN_OPERAND = "a number, a name, '(' or a sign"
_AN_EXPONENT = f"an integer exponent from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, other (one character) or end
    text: str
    column: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else repr(self.text)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield _Token(match.lastgroup or "", match.group(), match.start() + 1)
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """Recursive descent over the grammar above, one method a rule."""

    def __init__(self, text: str, functions: Mapping[str, Arity]) -> None:
        self._tokens = tuple(_tokens(text))
        self._next = 0
        self._depth = 0
        self._functions = functions

    def whole(self) -> Node:
        root = self._sum()
        if self._token.kind != "end":
            raise self._unexpected("an operator or the end")
        return root

    # --- Tokens

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _taken(self, *texts: str) -> str:
        """The next token's text if it is one of `texts`, which are no names, else ''."""
        token = self._token
        if token.kind != "other" or token.text not in texts:
            return ""
        self._next += 1
        return token.text

    def _unexpected(self, expected: str) -> InputError:
        return InputError(f"expression, column {self._token.column}", expected, str(self._token))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST_EXPRESSION:
            where = f"expression, column {self._token.column}"
            raise InputError(where, f"a depth of at most {DEEPEST_EXPRESSION}", str(self._token))

    # --- Rules

    def _sum(self) -> Node:
        terms = [self._product()]
        while operator := self._taken("+", "-"):
            term = self._product()
            terms.append(Negative(operand=term) if operator == "-" else term)
        return Sum(terms=tuple(terms)) if len(terms) > 1 else terms[0]

    def _product(self) -> Node:
        factors = [self._signed()]
        while operator := self._taken("*", "/"):
            factor = self._signed()
            factors.append(Power(base=factor, exponent=-1) if operator == "/" else factor)
        return Product(factors=tuple(factors)) if len(factors) > 1 else factors[0]

    def _signed(self) -> Node:
        sign = self._taken("+", "-")
        if not sign:
            return self._power()
        self._deeper()
        operand = self._signed()
        self._depth -= 1
        return Negative(operand=operand) if sign == "-" else operand

    def _power(self) -> Node:
        base = self._operand()
        if not self._taken("^"):
            return base
        node = Power(base=base, exponent=self._exponent())
        if self._token.text == "^":
            raise self._unexpected("parentheses to say which of two powers comes first")
        return node

    def _exponent(self) -> int:
        parenthesis = self._taken("(")
        sign = self._taken("+", "-")
        token = self._token
        whole = token.kind == "number" and "." not in token.text
        if not whole or len(token.text) > 4 or int(token.text) > LARGEST_EXPONENT:
            raise self._unexpected(_AN_EXPONENT)
        self._next += 1
        if parenthesis and not self._taken(")"):
            raise self._unexpected(f"')' after {_AN_EXPONENT}")
        return -int(token.text) if sign == "-" else int(token.text)

    def _operand(self) -> Node:
        token = self._token
        if token.kind == "number":
            return self._literal()
        if token.kind == "name":
            return self._call() if token.text in self._functions else self._named()
        if not self._taken("("):
            raise self._unexpected(_AN_OPERAND)
        self._deeper()
        inside = self._sum()
        self._close("an operator or ')'")
        return inside

    def _close(self, expected: str) -> None:
        if not self._taken(")"):
            raise self._unexpected(expected)
        self._depth -= 1

    def _literal(self) -> Literal:
        token = self._token
        digits = len(token.text.replace(".", ""))
        if digits > _LONGEST_NUMBER:
            where = f"expression, column {token.column}"
            raise InputError(where, f"at most {_LONGEST_NUMBER} digits", f"{digits} digits")
        self._next += 1
        return Literal(value=Fraction(token.text))

    def _named(self) -> Node:
        text = self._token.text
        match = re.fullmatch(r"x([1-9]\d?)", text)
        index = "xyz".find(text) + 1 if len(text) == 1 else int(match[1]) if match else 0
        if text not in ("pi", "e") and not 1 <= index <= MOST_VARIABLES:
            variables = f"x, y, z, x1 to x{MOST_VARIABLES}, pi, e"
            raise self._unexpected(f"{variables} or one of {', '.join(sorted(self._functions))}")
        self._next += 1
        return Variable(index=index) if index else Constant(text)

    def _call(self) -> Call:
        token = self._token
        self._next += 1
        if not self._taken("("):
            raise self._unexpected(f"'(' after {token.text}")
        self._deeper()
        arguments = [self._sum()]
        while self._taken(","):
            arguments.append(self._sum())
        self._close("an operator, ',' or ')'")
        where = f"expression, column {token.column}"
        check_call(token.text, len(arguments), self._functions, where)
        return Call(name=token.text, arguments=tuple(arguments))
