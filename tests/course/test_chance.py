"""What a permutation test is made of: which days were followed, and what blind draws give."""

import pandas as pd
import pytest

from trilateral import blind_draws, followed

DATES = pd.Series(pd.to_datetime(["2017-01-03", "2017-01-07", "2017-01-07"]))


def days_of(marked: pd.Series) -> str:
    return " ".join(str(day.day) for day in marked.index[marked])


@pytest.mark.parametrize(
    ("days", "start", "end", "which", "last"),
    [
        (1, "2017-01-01", "2017-01-10", "2 6", 9),  # the day itself does not count
        (2, "2017-01-01", "2017-01-10", "1 2 5 6", 8),
        (3, "2017-01-01", "2017-01-10", "1 2 4 5 6", 7),
        (2, "2017-01-04", "2017-01-10", "5 6", 8),  # what came before the calendar is not seen
        (2, "2017-01-01", "2017-01-06", "1 2", 4),  # nor what came after its end
        (2, "2018-01-01", "2018-01-06", "", 4),
    ],
)
def test_a_day_is_followed_if_a_date_lies_in_its_next_days(
    days: int, start: str, end: str, which: str, last: int
) -> None:
    marked = followed(DATES, days, start, end)
    assert days_of(marked) == which
    assert marked.index[-1].day == last, "a day without a whole window is left out"


@pytest.mark.parametrize("days", [0, -1, 10, 400, 1.5])
def test_a_window_that_does_not_fit_is_told(days: float) -> None:
    with pytest.raises(ValueError, match=r"does not fit: take a whole number from 1 to 9\.$"):
        followed(DATES, days, "2017-01-01", "2017-01-10")


def test_blind_draws_are_the_same_for_the_same_seed_and_none_is_drawn_twice() -> None:
    days = pd.Series([True] * 3 + [False] * 7)
    draws = blind_draws(days, 4, times=500)
    assert len(draws) == 500
    assert draws.equals(blind_draws(days, 4, times=500))
    assert not draws.equals(blind_draws(days, 4, times=500, seed=1))
    assert set(draws) == {0, 1, 2, 3}
    assert draws.mean() == pytest.approx(4 * 0.3, abs=0.1)
    assert set(blind_draws(days, 10, times=5)) == {3}, "all days, each once"
    assert set(blind_draws(days, 0, times=5)) == {0}


def test_a_draw_of_more_days_than_there_are_is_told() -> None:
    with pytest.raises(ValueError, match=r"^A draw of 11 days does not fit: there are 10 to draw from\.$"):
        blind_draws(pd.Series([True] * 10), 11)
