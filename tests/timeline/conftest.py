import pandas as pd
import pytest

from trilateral import load


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    """The course's own events."""
    return load("events")
