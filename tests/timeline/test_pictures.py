"""The still picture of a timeline, point by point: as it was looked at and put into pictures/.

If a picture is meant to change: `.venv/bin/python tests/timeline/test_pictures.py`, and look at
what git shows.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.timelines import frame

from trilateral.timeline.widget import Timeline

FOLDER = Path(__file__).parent / "pictures"
KINDS = [f"kind {'i' * k} that is number {k}" for k in range(11)]


def mixed(**how: Any) -> Timeline:
    """Return events of every precision, long and short, disputed and not, in three lanes and many kinds."""
    rng = random.Random(1)
    days = [pd.Timestamp("2011-03-05") + pd.Timedelta(days=rng.randrange(2200)) for _ in range(48)]
    precision = [("day", "month", "year", "disputed", "day")[k % 5] for k in range(48)]
    ends = [
        day + pd.Timedelta(days=rng.randrange(30, 900)) if k % 7 == 0 else pd.NaT
        for k, day in enumerate(days)
    ]
    precision = ["day" if k % 7 == 0 else one for k, one in enumerate(precision)]
    return Timeline(
        frame(
            date=[f"{day:%Y-%m-%d}" for day in days],
            date_end=["" if pd.isna(end) else f"{end:%Y-%m-%d}" for end in ends],
            precision=precision,
            track=[
                ("north", "south", "a lane whose name is too long for its place")[k % 3] for k in range(48)
            ],
            kind=[KINDS[k % 11] for k in range(48)],
            dispute=["Who was there." if k % 9 == 4 else "" for k in range(48)],
        ),
        **how,
    )


def crowd() -> Timeline:
    """Return more events in a lane than have room, and some in another."""
    rng = random.Random(2)
    days = [
        pd.Timestamp("2000-01-01") + pd.Timedelta(days=int(rng.betavariate(2, 5) * 6000)) for _ in range(1450)
    ]
    return Timeline(
        frame(
            date=[f"{day:%Y-%m-%d}" for day in days],
            track=["few" if k % 60 == 0 else "many" for k in range(1450)],
        )
    )


def seen() -> Timeline:
    """Return the mixed events as a reader has set them: filtered, some years, as of a day, in Korean."""
    timeline = mixed(language="ko", heading="<2013> & later")
    timeline.view = ("2013-01-01", "2016-06-30")
    timeline.as_of = "2015-09-01"
    timeline.filters = {"track": ["north", "south"]}
    return timeline


def few(*dates: str) -> Callable[[], Timeline]:
    """Return a picture of a few events, for its axis."""
    return lambda: Timeline(frame(date=list(dates)))


PICTURES: dict[str, Callable[[], Timeline]] = {
    "lanes": lambda: mixed(heading="Three lanes"),
    "kinds": lambda: mixed(lane=None, colour="kind"),
    "shapes": lambda: mixed(colour="track", shape="kind"),
    "many-lanes": lambda: mixed(lane="title", colour="kind"),
    "crowd": crowd,
    "seen": seen,
    "one-day": few("2017-04-20"),
    "week": few("2017-04-14", "2017-04-20"),
    "months": few("2016-11-08", "2017-05-10"),
    "decades": few("1951-09-08", "2017-05-10"),
    "centuries": few("1066-10-14", "1592-05-23", "2017-05-10"),
}


def lines(timeline: Timeline) -> str:
    """Return the picture with a line for each element, which a diff can show."""
    return timeline.figure().svg.replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_it_was_seen(name: str) -> None:
    assert lines(PICTURES[name]()) == (FOLDER / f"{name}.svg").read_text(encoding="utf-8"), __doc__


def test_every_picture_is_compared() -> None:
    assert {path.stem for path in FOLDER.glob("*")} == set(PICTURES)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, make in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(lines(make()), encoding="utf-8", newline="\n")
