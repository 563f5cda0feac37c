"""Hypothesis strategies for expressions."""

from fractions import Fraction

from hypothesis import strategies as st

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
)


def literals() -> st.SearchStrategy[Literal]:
    """Decimals, mostly short ones."""
    digits = st.one_of(st.integers(0, 20), st.integers(0, 10**20))
    return st.builds(
        lambda whole, places: Literal(value=Fraction(whole, 10**places)), digits, st.integers(0, 3)
    )


def _calls(nodes: st.SearchStrategy[Node], count: int) -> st.SearchStrategy[Node]:
    """Calls with `count` arguments."""
    fitting = [name for name, (least, most) in sorted(FUNCTIONS.items()) if least <= count <= most]
    return st.builds(
        lambda name, arguments: Call(name=name, arguments=arguments),
        st.sampled_from(fitting),
        st.tuples(*[nodes] * count),
    )


def expressions(
    *, variables: int = 2, exponents: int = 3, largest: int = 8
) -> st.SearchStrategy[Expression]:
    """Trees of at most `largest` leaves; exponents up to ±`exponents`."""
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.builds(Variable, index=st.integers(1, variables)),
        literals(),
        st.sampled_from(Constant),
    )

    def grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.tuples(nodes, nodes) | st.tuples(nodes, nodes, nodes)
        return st.one_of(
            st.builds(Sum, terms=several),
            st.builds(Product, factors=several),
            st.builds(Negative, operand=nodes),
            st.builds(Power, base=nodes, exponent=st.integers(-exponents, exponents)),
            *(_calls(nodes, count) for count in (1, 1, 2, 3)),
        )

    return st.recursive(leaves, grown, max_leaves=largest).map(lambda root: Expression(root=root))
