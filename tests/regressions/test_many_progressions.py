"""A fine bias grid under a huge weight scale was split into as many progressions as the scale."""

from fxprove.budgets import UNLIMITED
from fxprove.models import Model
from fxprove.separating_pairs import PairSearch
from fxprove.universality import decide
from fxprove.verdicts import PROVED
from tests.random_models import model_of
from tests.test_separation import signatures


def test_accumulator_biases_under_a_huge_scale_are_decided_at_once() -> None:
    for scale, bias in ((10**9, "accumulator"), (10**30, "[0]+every(7)")):
        weights = f"[-1,0,1]@{scale}"
        model = Model.of(format="Q3.0", weights=weights, bias=bias, activation="relu")
        assert decide(model).verdict == PROVED


def test_bases_chosen_by_their_turns_show_all_that_all_bases_show() -> None:
    for rounding in ("half-even", "half-away", "half-zero", "floor", "zero", "ceil"):
        for scale, bias in ((40, "[0]+every(1)"), (45, "[0,2]+every(3)"), (44, "[1]+every(4)")):
            spelling: dict[str, object] = {
                "format": "raw(-2,3,1)",
                "weights": f"[-3,0,1,2,5]@{scale}",
                "bias": bias,
                "rounding": rounding,
                "activation": [0, 1, 1, 0, 0, 1],
            }
            model = model_of(spelling)
            search, by_definition = PairSearch(model), signatures(model)
            assert search.progressions is None
            for x in range(-2, 4):
                for y in range(x + 1, 4):
                    found = search.separating_probe(x, y, UNLIMITED)
                    assert (found is not None) == (by_definition[x] != by_definition[y])
