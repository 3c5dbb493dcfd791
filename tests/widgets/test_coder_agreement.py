"""A neighbour's codes: what people hand over, what is read, and how far two codings agree."""

import dataclasses
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.neighbours import MINE, READ, REFUSED, TABLE
from support.timelines import bare

from trilateral import StatementCoder
from trilateral.widgets import coder_agreement
from trilateral.widgets.base import WidgetError
from trilateral.widgets.coder_agreement import agreement, in_sentences
from trilateral.widgets.coder_files import id_digest

CASES = json.loads((Path(__file__).parent / "agreement_cases.json").read_text("utf-8"))


def coder(codes: list[int | None] | None = None) -> StatementCoder:
    made = StatementCoder(TABLE)
    made.codes = MINE if codes is None else codes
    return made


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


def test_what_is_too_long_is_not_read(tmp_path: Path) -> None:
    (file := tmp_path / "film.csv").touch()
    os.truncate(file, 50_000_000)
    with pytest.raises(WidgetError, match="This file has 50 MB, too many"):
        coder().compare(file)


def test_the_pages_buttons_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file chosen in the page comes as bytes: the same files, and the same is said of them."""
    mine, told = coder(), []
    monkeypatch.setattr(mine, "send", told.append)
    for way, (content, said) in {**READ, **REFUSED}.items():
        mine._asked(mine, {"take": "김민준.csv"}, [memoryview(content)])
        answer = told.pop()
        assert said in (answer.get("refused") or "\n".join(mine._found)), way
        assert ("refused" in answer) == (way in REFUSED), way
        assert "/tmp" not in str(answer)
    for name in ("a.exe", "..", "/", "\0.csv", "x" * 300 + ".csv"):
        mine._asked(mine, {"take": name}, [memoryview(b"id")])
        assert told.pop()["refused"]
    mine._asked(mine, {"take": "a.csv"}, [])
    assert told.pop()["refused"] == "This file cannot be read (IndexError)."
    before = mine.neighbour
    mine._asked(mine, {"save": True}, [])
    coder().compare(pd.read_csv(io.StringIO(told.pop()["file"])))
    assert (mine.neighbour, told) == (before, [])


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_the_numbers_are_those_of_the_page(case: dict[str, Any]) -> None:
    """js/test/agreement.test.js holds the page to the same table."""
    coded = [{str(k): c for k, c in enumerate(case[who]) if c is not None} for who in ("yours", "theirs")]
    found = agreement(*coded, {str(k): "" for k in range(len(case["yours"]))})
    numbers = [found.both, found.same, found.kappa, found.low, found.high]
    assert numbers == pytest.approx([np.nan if n is None else n for n in case["numbers"]], nan_ok=True)
    assert found.differ["id"].astype(int).tolist() == case["differ"]
    assert repr(dataclasses.replace(found, remarks=())).splitlines() == case["said"]


def test_what_is_coded_again_is_told_beside_the_first_codes() -> None:
    """js/test/agreement.test.js has the same, in the same words."""
    first, theirs = {"a": 1, "b": 0, "c": 1}, {"a": 1, "b": 1, "c": -1}
    said = in_sentences(first, theirs, {"b": 1, "c": 0}, {"c": 0}, ["A remark."])
    assert said[3:] == [
        "A remark.",
        "You coded 2 statements again, 1 of them now as your neighbour at first.",
        "With the second codes of both: Both coded 3 statements, 3 of them alike. Kappa 1.00;"
        " in 95 of 100 draws between 1.00 and 1.00.",
        "You talked in between, so report the first kappa for the rule, and the second beside it.",
    ]
    assert in_sentences({"a": 1}, {"b": 1}, {}, {}) == ["No statement is coded by both of you yet."]
    assert in_sentences(first, first, {}, {})[-1] == "All codes are the same. Is it your own file?"


def test_the_interval_holds_what_another_bootstrap_holds() -> None:
    rng = np.random.default_rng(1)
    mine = rng.integers(-2, 3, 60)
    theirs = np.where(rng.random(60) < 0.7, mine, rng.integers(-2, 3, 60))
    found = agreement(
        *({str(k): int(c) for k, c in enumerate(one)} for one in (mine, theirs)),
        dict.fromkeys(map(str, range(60)), ""),
    )
    drawn = rng.integers(0, 60, (4000, 60))
    low, high = np.quantile(coder_agreement._kappa(mine[drawn], theirs[drawn]), [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)


def test_two_compare_settle_and_code_again_and_all_of_it_is_kept(tmp_path: Path) -> None:
    first = coder()
    theirs = {f"s{n}": code for n, code in enumerate([2, *MINE[1:11], -2])}
    first.compare(pd.DataFrame({"id": list(theirs), "code": list(theirs.values())}))
    assert first.neighbour == {"theirs": list(theirs.values())}
    first.set_state(
        {"neighbour": {**first.neighbour, "settled": [0, *[None] * 11], "again": [1, *[None] * 11]}}
    )
    table = first.side_by_side.set_index("id")
    assert table.loc["s0", ["yours", "theirs", "settled", "again"]].tolist() == [0, 2, 0, 1]
    assert table["theirs_again"].isna().all()
    assert "<th>Neighbour&#x27;s</th><th>Settled</th><th>Coded again</th>" in bare(first._static_html())
    first.save_codes(file := tmp_path / "codes.csv")
    assert pd.read_csv(file).columns.tolist() == ["id", "statement", "code", "meaning", "again", "settled"]
    other = coder(list(theirs.values()))
    other.compare(file)
    assert other.neighbour == {"theirs": MINE, "theirs_again": [1, *[None] * 11]}
    for wrong in ({"mine": MINE}, {"theirs": [9] * 12}, {"settled": [0]}):
        with pytest.raises(WidgetError):
            first.neighbour = wrong
    first.neighbour = {}
    assert first.codes.tolist() == MINE


def test_a_blind_coder_hands_over_no_ids() -> None:
    blind = StatementCoder(TABLE.assign(id=[f"2017-04-17-pence-{n}" for n in range(12)]), blind=True)
    assert "pence" not in json.dumps(blind._meta)
    assert blind._meta["ids"][0] == id_digest("2017-04-17-pence-0") == "224e5d814ae77ebe"


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
