"""A budget is spent when its time is over, and says so to nobody who did not ask."""

import pytest

from fxprove import budgets
from fxprove.budgets import UNLIMITED, Budget


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(budgets, "monotonic", lambda: self.now)


def test_a_budget_is_spent_after_its_seconds_and_not_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    budget = Budget(seconds=2.0, _start=clock.now)
    spent = []
    for now in (100.0, 101.9, 102.1, 500.0):
        clock.now = now
        spent.append(budget.is_spent())
    assert spent == [False, False, True, True]


def test_a_budget_of_no_seconds_is_spent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    budget = Budget(seconds=0.0, _start=clock.now)
    clock.now += 1e-6
    assert budget.is_spent()


def test_a_budget_without_a_limit_is_never_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    clock.now = 1e12
    assert not UNLIMITED.is_spent()
    assert not Budget().is_spent()


def test_what_remains_shrinks_to_nothing_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    budget = Budget(seconds=2.0, _start=clock.now)
    left = []
    for now in (100.0, 101.5, 102.0, 500.0):
        clock.now = now
        left.append(budget.remaining)
    assert left == [2.0, 0.5, 0.0, 0.0]


def test_without_a_limit_nothing_counts_down() -> None:
    assert UNLIMITED.remaining is None


def test_a_budget_starts_when_it_is_made() -> None:
    assert not Budget(seconds=3600.0).is_spent()


def test_progress_goes_to_the_listener() -> None:
    told: list[tuple[str, float]] = []
    Budget(progress=lambda stage, fraction: told.append((stage, fraction))).progress("pairs", 0.5)
    assert told == [("pairs", 0.5)]


def test_progress_without_a_listener_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    UNLIMITED.progress("pairs", 0.5)
    assert capfd.readouterr() == ("", "")
