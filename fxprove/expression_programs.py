"""Expressions as straight-line programs over a few primitives.

A program is a list of steps, each applied to the results of earlier ones, equal subexpressions
once. So it is evaluated by a loop, on points, on boxes or on anything else that has the
primitives, and an activation nested in itself grows by a few steps a level, not by a factor.

Activations are expressions themselves, with x the argument and y the parameter. The definitions
are those of `activations`, written so that three readers can use the same ones: exact evaluation
(sigmoid(0) = 1/(1 + exp(0)) is the rational 1/2), the arithmetic of `expression_numbers` (which
keeps 1/(1 + exp(-x)) accurate beside 1), and slopes over a box (which is why relu is no product
with a step). Two functions are for definitions only: erfc, and select(c, a, b), which is a where
c < 0 and b where c ≥ 0, and may be used only where a = b wherever c = 0. So is softplus, a
primitive because log(1 + exp(x)) gives no hint that it is near x.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache, reduce

from fxprove.activations import SELU_ALPHA, SELU_SCALE, ActivationName
from fxprove.expressions import (
    FUNCTIONS,
    Call,
    Constant,
    Expression,
    Literal,
    Negative,
    Node,
    Power,
    Product,
    Sum,
    Variable,
    parse_tree,
)


class Operation(Enum):
    """What a step computes from its operands a, b, c."""

    LITERAL = "literal"  # the step's own number
    PI = "pi"  # π
    INPUT = "input"  # the input of the step's own index, counted from 0
    ADD = "add"  # a + b
    MULTIPLY = "multiply"  # a·b
    NEGATE = "negate"  # −a
    POWER = "power"  # a^n, n the step's own number; 1 for n = 0; n < 0 needs a ≠ 0
    EXP = "exp"  # e^a
    LOG = "log"  # ln a, for a > 0
    SQRT = "sqrt"  # the root of a, for a ≥ 0
    SIN = "sin"  # sin a
    COS = "cos"  # cos a
    TANH = "tanh"  # tanh a
    ERFC = "erfc"  # 1 − erf a
    SOFTPLUS = "softplus"  # ln(1 + e^a)
    ABS = "abs"  # |a|
    MIN = "min"  # the smaller of a and b
    MAX = "max"  # the larger of a and b
    STEP = "step"  # 1 if a ≥ 0, else 0
    SIGN = "sign"  # 1 if a ≥ 0, else −1
    SIGN0 = "sign0"  # 1, 0 or −1: the sign of a
    SELECT = "select"  # b if a < 0, else c; b = c wherever a = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation on the results of the steps numbered `operands`; `number` is its own."""

    operation: Operation
    operands: tuple[int, ...] = ()
    number: Fraction | int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Steps in an order in which each follows its operands; the value is that of step `result`."""

    steps: tuple[Step, ...]
    result: int


def program_of(expression: Expression) -> Program:
    """The program that computes `expression`, without a step it does not need.

    >>> [step.operation.value for step in program_of(Expression.parse("(x+1)^2 + (x+1)^2")).steps]
    ['input', 'literal', 'add', 'power', 'add']
    """
    builder = _Builder()
    result = builder.lowered(expression.root, None)
    return Program(steps=tuple(builder.steps), result=result)


# --- The activations ----------------------------------------------------------------------------

_ELU = "select(x, {low}*(exp(min(x, 0)) - 1), {high}*x)"

_DEFINITIONS = {
    "identity": "x",
    "square": "x^2",
    "relu": "max(x, 0)",
    "relu6": "min(max(x, 0), 6)",
    "hardtanh": "min(max(x, -1), 1)",
    "hardsigmoid": "min(max(x + 3, 0), 6)/6",
    "hardswish": "x*min(max(x + 3, 0), 6)/6",
    "leaky_relu": "select(x, y*x, x)",
    "elu": _ELU.format(low="y", high="1"),
    "selu": _ELU.format(low=f"({SELU_SCALE}*({SELU_ALPHA}))", high=f"({SELU_SCALE})"),
    "sigmoid": "1/(1 + exp(-x))",
    "silu": "x/(1 + exp(-x))",
    "gelu": "x*erfc(-x/sqrt(2))/2",
    "mish": "x*(1 - 2/(exp(2*x) + 2*exp(x) + 2))",
    "gaussian": "exp(-x^2)",
}
"""x/(1 + e^(−x)) is x·sigmoid(x); x·erfc(−x/√2)/2 is x·Φ(x), Φ the normal distribution; and
tanh(ln(1 + t)) = ((1 + t)² − 1)/((1 + t)² + 1) gives mish."""

_FOR_DEFINITIONS = {**FUNCTIONS, "erfc": (1, 1), "select": (3, 3)}

_PRIMITIVES = {
    name: Operation(name)
    for name in (
        "exp", "log", "sqrt", "sin", "cos", "tanh", "erfc", "softplus", "abs", "min", "max",
        "step", "sign", "sign0", "select",
    )
}  # fmt: skip


@cache
def _definition(activation: str) -> Node:
    return parse_tree(_DEFINITIONS[activation], _FOR_DEFINITIONS)


# --- From trees to steps ------------------------------------------------------------------------


class _Builder:
    """The steps so far, in order, each once."""

    def __init__(self) -> None:
        self.steps: dict[Step, int] = {}

    def lowered(self, node: Node, bound: tuple[int, ...] | None) -> int:
        """The step that computes `node`; variable i is an input, or step bound[i − 1]."""
        match node:
            case Literal(value=value):
                return self._literal(value)
            case Constant.PI:
                return self._step(Operation.PI)
            case Constant.E:
                return self._step(Operation.EXP, self._literal(Fraction(1)))
            case Variable(index=index):
                if bound is None:
                    return self._step(Operation.INPUT, number=index - 1)
                return bound[index - 1]
            case Negative(operand=operand):
                return self._step(Operation.NEGATE, self.lowered(operand, bound))
            case Power(base=base, exponent=exponent):
                return self._step(Operation.POWER, self.lowered(base, bound), number=exponent)
            case Sum(terms=operands):
                return self._fold(Operation.ADD, [self.lowered(each, bound) for each in operands])
            case Product(factors=operands):
                factors = [self.lowered(each, bound) for each in operands]
                return self._fold(Operation.MULTIPLY, factors)
            case Call(name=name, arguments=arguments):
                return self._call(name, [self.lowered(each, bound) for each in arguments])

    def _call(self, name: str, arguments: list[int]) -> int:
        if name in ("min", "max"):
            return self._fold(_PRIMITIVES[name], arguments)
        if name in _PRIMITIVES:
            return self._step(_PRIMITIVES[name], *arguments)
        given = len(arguments) - 1
        defaults = ActivationName(name=name).parameters[given:]
        parameters = (self._literal(default) for default in defaults)
        return self.lowered(_definition(name), (*arguments, *parameters))

    def _literal(self, value: Fraction) -> int:
        return self._step(Operation.LITERAL, number=value)

    def _fold(self, operation: Operation, operands: list[int]) -> int:
        return reduce(lambda left, right: self._pair(operation, left, right), operands)

    def _pair(self, operation: Operation, left: int, right: int) -> int:
        if operation is Operation.MULTIPLY and left == right:
            # a square is known to be no less than 0, which a product of two ranges is not
            return self._step(Operation.POWER, left, number=2)
        return self._step(operation, left, right)

    def _step(self, operation: Operation, *operands: int, number: Fraction | int = 0) -> int:
        step = Step(operation=operation, operands=operands, number=number)
        return self.steps.setdefault(step, len(self.steps))
