"""A neighbour's codes: what people hand over, what is read, and how far two codings agree."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trilateral import StatementCoder
from trilateral.widgets.base import WidgetError

TABLE = pd.DataFrame(
    {"id": [f"s{n}" for n in range(12)], "statement": [f"Wort {n}: 대화" for n in range(12)]}
)
MINE = [0, 1, 2, -1, -2, 0, 1, 2, -1, -2, 0, 1]
ROWS = [f"s{n},{code}" for n, code in enumerate(MINE)]
LIKE = "Both coded 12 statements, 12 of them alike."


def coder(codes: list[int | None] | None = None) -> StatementCoder:
    made = StatementCoder(TABLE)
    made.codes = MINE if codes is None else codes
    return made


def text_file(rows: list[str], head: str = "id,code") -> bytes:
    return "\n".join([head, *rows, ""]).encode()


# What people hand over, and what is said of it.
READ = {
    "as it was saved": (text_file(ROWS), LIKE),
    "in another order": (text_file(ROWS[::-1]), LIKE),
    "with Excel's mark": (b"\xef\xbb\xbf" + text_file(ROWS), LIKE),
    "with semicolons, as Excel in Berlin saves": (text_file(ROWS, "id;code").replace(b",", b";"), LIKE),
    "saved by Excel as Unicode": (text_file(ROWS).decode().replace(",", "\t").encode("utf-16"), LIKE),
    "with Korean words, in Korean Windows' letters": (
        "\n".join(["id,말,code", *(row.replace(",", ",대화가 필요하다,") for row in ROWS)]).encode("cp949"),
        LIKE,
    ),
    "with headings in capitals and blanks": (text_file(ROWS, " ID ,Code"), LIKE),
    "with codes as 1.0": (text_file([f"{row}.0" for row in ROWS]), LIKE),
    "with typeset minus signs": (text_file([row.replace("-", "\u2212") for row in ROWS]), LIKE),
    "with plus signs": (text_file([row.replace(",1", ",+1") for row in ROWS]), LIKE),
    "half done": (text_file([*ROWS[:6], *(f"s{n}," for n in range(6, 12))]), "Both coded 6 statements, 6 of"),
    "with rows missing": (text_file(ROWS[:4]), "That is few: below 10 statements"),
    "with a row too many": (text_file([*ROWS, "t1,2"]), "1 row of the file left out"),
    "a row twice, alike": (text_file([*ROWS, ROWS[0]]), LIKE),
    "one's own": (text_file(ROWS), "Is it your own file?"),
    "one code only": (text_file(["s1,1", "s6,1"]), "Kappa has no value here"),
}
REFUSED = {
    "of other statements": (text_file(["x1,1", "x2,0"]), "none of its statements is among yours"),
    "nothing coded yet": (text_file(["s1,", "s2,"]), "it holds no code yet"),
    "a code beyond the scale": (
        text_file(["s1,5"]),
        "'5', beside 's1', is no code. There are: -2, -1, 0, 1, 2.",
    ),
    "a half": (text_file(["s1,0.5"]), "'0.5', beside 's1', is no code"),
    "a word": (text_file(["s1,force"]), "'force', beside 's1', is no code"),
    "not a number": (text_file(["s1,inf"]), "'inf', beside 's1', is no code"),
    "a row twice, unlike": (
        text_file(["s1,1", "s1,2"]),
        "'s1' stands twice in this file, with the codes 1 and 2",
    ),
    "without a column of codes": (text_file(["s1,1"], "id,mine"), "There is no column 'code'"),
    "without ids": (text_file(["s1,1"], "statement,code"), "There is no column 'id'"),
}


@pytest.mark.parametrize("way", READ)
def test_a_neighbours_file_is_read(way: str, tmp_path: Path) -> None:
    content, said = READ[way]
    (file := tmp_path / "neighbour.csv").write_bytes(content)
    assert said in repr(coder().compare(file))


@pytest.mark.parametrize("way", REFUSED)
def test_what_cannot_be_compared_is_told_in_a_line(way: str, tmp_path: Path) -> None:
    content, said = REFUSED[way]
    (file := tmp_path / "neighbour.csv").write_bytes(content)
    with pytest.raises(WidgetError) as told:
        coder().compare(str(file))
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_other_things_handed_over_are_told(tmp_path: Path) -> None:
    with pytest.raises(WidgetError, match=r"There is no file 'codes\.csv'"):
        coder().compare("codes.csv")
    with pytest.raises(WidgetError, match="not int"):
        coder().compare(3)
    with pytest.raises(WidgetError, match=r"coded by both"):
        coder([None] * 12).compare(pd.DataFrame({"id": ["s1"], "code": [1]}))


def test_what_is_saved_is_read_again_and_nothing_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    coder([None, *MINE[1:]]).save_codes(file)
    before = file.read_bytes()
    assert before.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    assert coder().compare(file).both == 11
    with pytest.raises(WidgetError, match=r"codes\.csv is there already"):
        coder().save_codes(file)
    assert file.read_bytes() == before
    coder().save_codes(file, overwrite=True)
    assert coder().compare(file).both == 12
    with pytest.raises(WidgetError, match=r"ends in \.csv"):
        coder().save_codes(tmp_path / "codes.xlsx")
    with pytest.raises(WidgetError, match="cannot be written"):
        coder().save_codes(tmp_path / "no" / "codes.csv")


def test_kappa_is_agreement_beyond_chance_and_has_an_interval() -> None:
    mine, theirs = [1] * 6 + [0] * 6, [1] * 5 + [0] * 6 + [1]
    found = coder(mine).compare(pd.DataFrame({"id": TABLE["id"], "code": theirs}))
    # By hand: observed 10 of 12; each code has half of both, so chance agrees on 6 of 12.
    assert found.same == 10
    assert found.kappa == pytest.approx((10 / 12 - 1 / 2) / (1 - 1 / 2))
    assert -1 <= found.low < found.kappa < found.high <= 1
    assert found.differ.to_dict("list") == {
        "id": ["s5", "s11"],
        "statement": [TABLE["statement"][5], TABLE["statement"][11]],
        "yours": [1, 0],
        "theirs": [0, 1],
    }
    assert repr(found) == repr(coder(mine).compare(pd.DataFrame({"id": TABLE["id"], "code": theirs})))
    assert np.isnan(coder([1] * 12).compare(pd.DataFrame({"id": TABLE["id"], "code": 1})).low)


def test_two_settle_and_code_again() -> None:
    first = coder()
    again = first.again(first.compare(pd.DataFrame({"id": TABLE["id"], "code": [2, *MINE[1:]]})).differ)
    assert again.codes.index.tolist() == ["s0"]
    assert again.codes.isna().all(), "blank: they have talked, and code anew"
    assert first.codes.tolist() == MINE
    with pytest.raises(WidgetError, match="No statement here has the id 's99'"):
        first.again(pd.DataFrame({"id": ["s99"]}))
