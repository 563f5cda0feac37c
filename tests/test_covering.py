"""(C): the sweep over arcs against enumeration of every coset."""

from random import Random

from fxprove.covering import Coset, Covering, Uncovered
from fxprove.models import Model
from tests.random_models import model_of, random_spelling


def reached(model: Model, c: int, generator: int) -> set[int]:
    """r(c + generator·ℤ), by enumeration over accumulators out to both tails."""
    if generator == 0:
        return {model.requantizer(c)}
    reach = model.weights.scale * (model.format.size + abs(model.format.lo) + 2) + generator
    start = c - generator * ((c + reach) // generator + 1)
    return {model.requantizer(a) for a in range(start, reach + generator + 1, generator)}


def cosets(model: Model, generator: int, shift: int) -> list[int]:
    """The residues of B + shift·ℤ modulo the generator."""
    period = generator * model.weights.scale * model.biases.step
    biases = model.biases.between(-3 * period - 40, 3 * period + 40)
    return [c for c in range(generator) if any((c - b) % shift == 0 for b in biases)]


def random_questions(count: int, seed: int) -> list[tuple[Model, int, int]]:
    random = Random(seed)
    questions = []
    for _ in range(count):
        spelling = random_spelling(random, (2, 3, 4, 6, 8))
        spelling["bias"] = random.choice(
            ["wide", "format", "none", "accumulator", "[-3,1,7]", "[2]+wide", "[-1,4]+format"]
        )
        shift = random.choice((1, 1, 2, 3, 4))
        questions.append((model_of(spelling), shift * random.choice((1, 2, 3, 5)), shift))
    return questions


def test_the_answer_is_that_of_enumeration() -> None:
    seen = {Coset: 0, Uncovered: 0}
    for model, generator, shift in random_questions(400, seed=1):
        everything = set(model.format.raws)
        expected = any(
            reached(model, c, generator) == everything for c in cosets(model, generator, shift)
        )
        answer = Covering(model).decide(generator, shift)
        assert isinstance(answer, Coset) == expected, (model, generator, shift)
        seen[type(answer)] += 1
    assert min(seen.values()) > 50


def test_a_coset_is_a_bias_plus_a_value_and_its_multiples_reach_each_value() -> None:
    for model, generator, shift in random_questions(300, seed=2):
        covering = Covering(model)
        answer = covering.decide(generator, shift)
        if isinstance(answer, Coset):
            assert answer.bias in model.biases
            assert answer.value % shift == 0
            multiples = covering.multiples(answer, generator)
            values = [model.requantizer(answer.accumulator + generator * n) for n in multiples]
            assert values == list(model.format.raws)


def test_excluded_values_are_missed_by_every_coset_and_none_is_superfluous() -> None:
    for model, generator, shift in random_questions(300, seed=3):
        answer = Covering(model).decide(generator, shift)
        if isinstance(answer, Uncovered):
            images = [reached(model, c, generator) for c in cosets(model, generator, shift)]
            assert all(not set(answer.values) <= image for image in images)
            for value in answer.values:
                others = set(answer.values) - {value}
                assert any(others <= image for image in images)


def test_the_zero_lattice_reaches_one_value_only() -> None:
    model = Model.of(format="Q1.1", activation="relu")
    assert isinstance(Covering(model).decide(0, 0), Uncovered)


def test_excluded_values_are_those_nearest_to_zero() -> None:
    model = Model.of(format="Q3.4", activation="sign")
    assert Covering(model).decide(32, 16) == Uncovered(values=(-1, 0))


def test_many_values_can_be_needed_to_exclude_all_cosets() -> None:
    """Cells of 16 on a circle of 17: each value excludes one residue."""
    model = Model.of(format="Q3.4", activation="relu", bias="accumulator", rounding="floor")
    answer = Covering(model).decide(17, 1)
    assert isinstance(answer, Uncovered)
    assert len(answer.values) == 17
