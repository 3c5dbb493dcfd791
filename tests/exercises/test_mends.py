"""What is said to a wrong answer names the mend, by what its cell did."""

import re

import numpy as np
import pandas as pd
import pytest

from trilateral.exercises.canonical import InvalidAnswer, Shape, canonical
from trilateral.exercises.cell_source import by_source
from trilateral.exercises.verdict import Reason, Verdict

NUMBER, DATE = Shape("number"), Shape("date")

# What is asked for, what was written, and what is said to it: the mend, by its name.
MENDS = [
    ("text", "counts.max()", 5, ".idxmax() gives the label"),
    ("text", "max(counts)", 5, ".idxmax() gives the label"),
    ("text", "min(counts.values)", 5, ".idxmin() gives the label"),
    ("text", "claims['actor'].value_counts().iloc[0]", np.int64(5), ".index[0] takes the label"),
    ("text", "counts.sort_values().iloc[-1]", 5.5, ".index[-1] that of the last"),
    ("text", "counts.nlargest(1).item()", 5, ".index[0] takes the label"),
    ("text", "counts.tolist()[0]", 5, ".index[0] takes the label"),
    ("date", "daily.max()", 5, ".idxmax() gives the label"),
    ("number", 'str(round(share * 100)) + "%"', "46%", "give the number itself"),
    ("number", 'f"{share:.0%}"', "46%", "give the number itself"),
    ("number", '"{:.1f} %".format(share)', "46.1 %", "give the number itself"),
    ("number", "'%.1f' % share", "46.1", "give the number itself"),
    ("number", "str(65)", "65", "give the number itself"),
    ("number", "table['n'].astype(str).iloc[0]", "65", "give the number itself"),
    ("number", 'input("How many? ")', "65", "input(...) always gives a text"),
    ("number", "counts.idxmax()", "JPN", ".max() gives the value itself"),
    ("date", "until_next.idxmax()", 4, "column[label], with your column"),
    ("text", "counts.idxmin()", 4, "column[label], with your column"),
    # Nothing is said where nothing of it was done.
    ("number", '"65"', "65", ""),
    ("text", "5", 5, ""),
    ("text", "counts.index[0]", 5, ""),
]


# What is asked for, what was given: what is said to it.
GIVEN = [
    (Shape("rows", of=Shape("text")), pd.Series([1, 2]).index, "no ids of rows. Take the column `id`"),
    (Shape("rows", of=Shape("text")), pd.Series([7, 8]), "no ids of rows. Take the column `id`"),
    (Shape("list", of=NUMBER), pd.Series([1, 4, 9]).diff(), r".dropna() behind it"),
    (Shape("list", of=NUMBER), pd.to_datetime(pd.Series(["2017-04-17"] * 2)).diff(), ".dropna() behind it"),
    (NUMBER, pd.Timedelta(hours=16), "/ pd.Timedelta(hours=1) its hours"),
]


@pytest.mark.parametrize(("shape", "given", "said"), GIVEN)
def test_an_answer_that_does_not_fit_is_told_what_would(shape: Shape, given: object, said: str) -> None:
    with pytest.raises(InvalidAnswer, match=re.escape(said)):
        canonical(given, shape)


def test_a_method_without_its_brackets_in_a_function_is_named() -> None:
    shape = Shape("function", of=NUMBER, arguments=(([1, -2],),))
    with pytest.raises(InvalidAnswer, match=r"Look at its line 1: abs needs \(\) behind it"):
        canonical(lambda numbers: pd.Series(numbers).abs.mean(), shape)


@pytest.mark.parametrize(("kind", "source", "given", "mend"), MENDS)
def test_the_advice_names_the_mend(kind: str, source: str, given: object, mend: str) -> None:
    shape = {"text": Shape("text"), "date": DATE, "number": NUMBER}[kind]
    with pytest.raises(InvalidAnswer) as caught:
        canonical(given, shape)
    wrong = Verdict("wrong", Reason("invalid", {"text": str(caught.value)}))
    told = by_source(wrong, f"answer_1_1 = {source}", "1.1", kind)
    assert mend in told.reason.values["also"] if mend else told == wrong


def test_a_crosstab_that_is_turned_is_right() -> None:
    kind, verdict = pd.Series(["a", "b", "a"], name="kind"), pd.Series(["x", "y", "y"], name="verdict")
    shape = Shape("table", columns={"kind": Shape("text"), "x": NUMBER, "y": NUMBER})
    assert canonical(pd.crosstab(verdict, kind).T, shape) == canonical(pd.crosstab(kind, verdict), shape)
    with pytest.raises(InvalidAnswer, match=r"\.T turns rows into columns"):
        canonical(pd.crosstab(verdict, kind), shape)
