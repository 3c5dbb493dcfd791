"""A table that was changed since it was loaded is named, and no other one."""

import ast
from collections.abc import Callable

import pandas as pd
import pytest
from exercises.samples import SOLUTIONS, exercise_of

from trilateral.exercises.changed_tables import _loads, changed, used_tables
from trilateral.record.load import load, tables

USED = {"claims": "claims"}

# What a student makes of `claims`.
CHANGES: list[tuple[str, Callable[[pd.DataFrame], object]]] = [
    ("a column written over", lambda claims: claims.assign(paragraph="1")),
    ("one cell", lambda claims: claims.assign(verdict=claims["verdict"].where(claims["id"] != "C01"))),
    ("rows chosen", lambda claims: claims[claims["kind"] == "fact"]),
    ("the head", lambda claims: claims.head()),
    ("a row twice", lambda claims: pd.concat([claims, claims.head(1)])),
    ("sorted", lambda claims: claims.sort_values("kind")),
    ("sorted and numbered anew", lambda claims: claims.sort_values("kind", ignore_index=True)),
    ("a column taken out", lambda claims: claims.drop(columns="kind")),
    ("a column renamed", lambda claims: claims.rename(columns={"kind": "Kind"})),
    ("an index made", lambda claims: claims.set_index("id")),
    ("another type", lambda claims: claims.astype({"paragraph": str})),
    ("one column", lambda claims: claims["id"]),
    ("grouped", lambda claims: claims.groupby("kind")),
    ("counted", len),
    ("None", lambda claims: None),
    ("another table", lambda claims: load("events")),
    ("columns twice", lambda claims: pd.concat([claims, claims], axis=1)),
]
NO_CHANGES: list[tuple[str, Callable[[pd.DataFrame], object]]] = [
    ("nothing", lambda claims: claims),
    ("a copy", lambda claims: claims.copy()),
    ("a new column", lambda claims: claims.assign(length=claims["claim"].str.len())),
    ("columns in another order", lambda claims: claims[list(claims.columns)[::-1]]),
]


@pytest.mark.parametrize("change", [act[1] for act in CHANGES], ids=[act[0] for act in CHANGES])
def test_a_changed_table_is_named(change: Callable[[pd.DataFrame], object]) -> None:
    (said,) = changed(USED, {"claims": change(load("claims"))})
    assert said.startswith("The table `claims` is no longer as it was loaded. Run the first code cell again")


@pytest.mark.parametrize("change", [act[1] for act in NO_CHANGES], ids=[act[0] for act in NO_CHANGES])
def test_a_table_with_what_is_its_own_is_not(change: Callable[[pd.DataFrame], object]) -> None:
    assert not list(changed(USED, {"claims": change(load("claims"))}))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('a, b = load("claims"), load("events")', {"a": "claims", "b": "events"}),
        ('a, *b = load("claims"), load("events"), 3', {"a": "claims"}),
        ('*a, b = load("claims"), 3, load("events")', {}),
    ],
)
def test_names_are_paired_with_tables(source: str, names: dict[str, str]) -> None:
    assert dict(_loads(ast.parse(source).body[0])) == names


@pytest.mark.parametrize("used", [None, {}, [], {"claims": "no such table"}])
def test_questions_handed_out_earlier_name_no_tables(used: object) -> None:
    assert not list(changed(used, {"claims": 3}))
    assert not list(changed(USED, {}))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_exercise_changes_a_table_that_it_uses(path: object) -> None:
    exercise = exercise_of(path)
    names: dict[str, object] = {}
    for cell in exercise.solution.cells:
        if cell.cell_type == "code" and not cell.id.startswith("c-") and cell.id != "hint":
            exec(compile(cell.source, cell.id, "exec"), names)
    used = used_tables(exercise)
    assert {question.number for question in exercise.questions} == set(used)
    assert any(used.values())
    for own in used.values():
        assert set(own.values()) <= set(tables())
        assert not list(changed(own, names))
