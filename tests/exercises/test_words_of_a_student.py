"""What a student wrote in the lessons' turns, and what is said to it: a true sentence that names the mend."""

import importlib
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from exercises.samples import FOLDER, answers_of

from trilateral.exercises.canonical import Shape
from trilateral.exercises.cell_source import by_source
from trilateral.exercises.check import Key
from trilateral.exercises.keys import make_key
from trilateral.exercises.messages import line
from trilateral.exercises.patterns import blank_beside_bar
from trilateral.exercises.turns import lessons_with_turns, read_lesson
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.paths import lesson_number

judging = importlib.import_module("trilateral.exercises.judge")
examining = importlib.import_module("trilateral.exercises.answer_record")
LESSONS = {lesson_number(path.name): (path, toml) for path, toml in lessons_with_turns(FOLDER)}


@pytest.fixture(scope="module")
def told() -> Any:
    """Return a function that says what a check says to an expression, in the place of a turn of a lesson."""
    checking = importlib.import_module("trilateral.exercises.check")
    patch = pytest.MonkeyPatch()
    patch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    patch.setattr("matplotlib.figure.Figure.savefig", lambda *_, **__: None)
    patch.setattr("trilateral.charts.display", lambda page: None)
    checking._derive.cache_clear()
    made: dict[str, Any] = {}

    def say(number: str, cell: str) -> str:
        lesson = f"{int(number.partition('.')[0]):02}"
        if lesson not in made:
            exercise = read_lesson(*LESSONS[lesson])
            names: dict[str, Any] = {}
            for name, source in exercise.code():
                if name == "bootstrap":  # seconds, and no turn below needs it
                    continue
                exec(compile(source, name, "exec"), names)
            made[lesson] = exercise, make_key(exercise)["questions"], names
        exercise, key, names = made[lesson]
        question = next(one for one in exercise.questions if one.number == number)
        names = {**names}
        exec(compile(cell, "cell", "exec"), names)
        record = examining.examine(number, names[question.variable], question.shape)
        verdict = judging.decide(record, Key(key[number]), question.shape)
        return line(number, by_source(verdict, cell, number, question.shape.kind))

    yield say
    plt.close("all")
    patch.undo()
    checking._derive.cache_clear()


def chart(draw: str, title: str, label: str, value: str, alt: str, variable: str) -> str:
    return (
        f"figure, axes = plt.subplots()\n_ = {draw}\n_ = axes.set_title({title!r})\n"
        f"_ = axes.set_xlabel({label!r})\n_ = axes.set_ylabel({value!r})\n"
        f"show(figure, alt={alt!r})\n{variable} = figure"
    )


YEARS = "axes.bar(by_year.index, by_year)"
BY_MONTH = "Events between the neighbours by month, 1965 to April 2017"
OF_MONTHS = "Bars for months: August far above the others with 13, then December with 7."
TITLE, ALT = "Events between the neighbours by year", "Bars for eight years; 2016 stands out with 8."


def years(title: str = TITLE, label: str = "year", alt: str = ALT, draw: str = YEARS) -> str:
    return chart(draw, title, label, "events in the record", alt, "turn_2_6")


LOCAL = "Statements on the side of force (1 or 2), by local date"
OF_LOCAL = "Bars from 6 to 19 April: the 17th stands out with five; the 16th has none."


def days(title: str = "By the date in Washington", alt: str = "In April the 17th stands out: four.") -> str:
    draw = "axes.bar(by_washington.index, by_washington)"
    return chart(draw, title, "day of April 2017", "statements", alt, "turn_6_5")


CHARTS = [
    # The cell above was copied, and only the data changed.
    ("2.t6", years(BY_MONTH, "month", OF_MONTHS), "Its title"),
    ("2.t6", years(label="month"), 'Its text at the axis of the labels says "month"'),
    ("2.t6", years(label="Months of the year"), 'the labels says "month"'),
    ("2.t6", years(label="country"), 'does not say what stands there: write "year"'),
    ("2.t6", years(title=BY_MONTH), 'Its title says "by month"'),
    ("2.t6", years(title=BY_MONTH.upper()), 'Its title says "by month"'),
    ("2.t6", years(alt=OF_MONTHS), "Its alternative text says"),
    ("2.t6", years(alt=OF_MONTHS.replace("months", "years")), 'Its alternative text says "August"'),
    ("2.t6", years(alt="Bars: the highest in August, 2016 too."), 'Its alternative text says "August"'),
    ("6.t5", days(title=LOCAL), 'Its title says "local date"'),
    ("6.t5", days(title=LOCAL.removesuffix(", by local date")), "right"),
    ("6.t5", days(alt=OF_LOCAL), "Its alternative text"),
    ("6.t5", days(alt=OF_LOCAL.replace("five", "four").replace("none", "one")), "right"),
    # Whose data are wrong is told of those, and not of the words that belong to them.
    (
        "2.t6",
        years(BY_MONTH, "month", OF_MONTHS, "axes.bar(by_month.index, by_month)"),
        "These are the months.",
    ),
    # Words of one's own, in any language.
    ("2.t6", years(), "right"),
    ("2.t6", years(label="Year"), "right"),
    ("2.t6", years(label="calendar years"), "right"),
    ("2.t6", years(label="연도"), "right"),
    ("2.t6", years(label="2010 to 2017"), "right"),
    ("2.t6", years(title="Events, 2010 to 2016 and the first four months of 2017"), "right"),
    ("2.t6", years(alt="2016 has 8, as have the first months of 2017."), "right"),
    ("2.t6", years(title="일본과 한국 사이의 사건"), "right"),
]


@pytest.mark.parametrize(("number", "cell", "said"), CHARTS)
def test_a_chart_has_words_of_its_own(told: Any, number: str, cell: str, said: str) -> None:
    assert said in told(number, cell)
    assert (said == "right") == told(number, cell).endswith(": right.")


def visits(pattern: str) -> str:
    return f'turn_2_1 = len(neighbours[neighbours["title"].str.contains("{pattern}")])'


def missiles(condition: str) -> str:
    return f'turn_1_6 = len(events[events["title"].str.contains({condition}) & in_time])'


BLANKS = "a blank beside the bar counts as a letter"
WORDS = [
    ("2.t1", visits("visit | summit"), BLANKS),
    ("2.t1", visits("visit |summit"), BLANKS),
    ("2.t1", visits("summit |visit"), BLANKS),
    ("2.t1", visits("visit or summit"), "Only the bar means or"),
    ("2.t1", visits("visit/summit"), "Only the bar means or"),
    ("2.t1", visits("visit and summit"), "Only the bar means or"),
    ("2.t1", visits("Visit|Summit"), "or a capital count as what they are"),
    ("2.t1", visits("visit"), "no more than the titles with *visit*"),
    ("2.t1", visits("summit"), "no more than the titles with *summit*"),
    ("2.t1", visits("[visit|summit]"), "square brackets ask for one of the letters"),
    ("2.t1", visits("visit|summit"), "right."),
    ("2.t1", visits("(?:visit|summit)"), "right."),
    ("1.t6", missiles('"Missile"'), "Keep case=False"),
    ("1.t6", missiles('"coal|missile", case=False'), "with the one word or the other"),
    ("1.t6", missiles('"coal | missile", case=False'), BLANKS),
    ("1.t7", 'part = claims[claims["verdict"] == "partly supported"]\n'
     "turn_1_7 = round(len(part) / len(facts) * 100, 1)", "Your part is taken from all claims"),
    ("1.t7", "turn_1_7 = len(part) / len(facts)", "That is a share of one."),
    ("1.t7", "turn_1_7 = round(len(part) / len(facts), 2)", "That is a share of one."),
    ("1.t7", "turn_1_7 = round(len(part) / len(facts), 3)", "That is a share of one."),
    ("1.t7", "turn_1_7 = round(len(part) / len(facts), 1)", "That is a share of one."),
    ("1.t7", "turn_1_7 = 0.21", "not the right one"),
    ("1.t7", "turn_1_7 = round(len(part) / len(facts) * 100)", "rounded too far"),
    ("1.t7", "turn_1_7 = int(len(part) / len(facts) * 100)", "rounded too far"),
    ("1.t7", "turn_1_7 = round(len(part) / len(facts) * 100, 2)", "right."),
    # What show gives back
    ("2.t6", years().replace("show(figure", "figure = show(figure"), "`figure` has become nothing"),
    ("2.t6", years().replace("show(figure", "turn_2_6 = show(figure").removesuffix("\nturn_2_6 = figure"),
     "Call it in a line of its own; then write `turn_2_6 = `"),
    ("2.t6", years().replace("show(figure", "shown = show(figure") + "\nturn_2_6 = shown", "`shown` has"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "cell", "said"), WORDS)
def test_what_is_said_is_true_and_names_the_mend(told: Any, number: str, cell: str, said: str) -> None:
    assert said in told(number, cell)


@pytest.mark.parametrize(("pattern", "luck"), [("visit| summit", True), ("visit|summit", False)])
def test_a_pattern_that_is_right_by_luck_has_a_remark(told: Any, pattern: str, luck: bool) -> None:
    assert told("2.t1", visits(pattern)) == "2.t1: right."
    assert bool(blank_beside_bar(visits(pattern))) == luck


def test_a_name_in_a_pattern_is_no_fault_where_it_finds_rows() -> None:
    wrong = Verdict("wrong", Reason("general", {"expected": "a number"}))
    source = 'turn_2_1 = len(neighbours[neighbours["title"].str.contains("Dokdo/Takeshima")])'
    assert by_source(wrong, source, "2.t1", "number") == wrong
    nothing = Verdict("wrong", Reason("general", {"also": "Nothing was found: the result is 0."}))
    said = by_source(nothing, source, "2.t1", "number").reason.values["message"]
    assert '"/" is looked for as it stands' in said


TABLES = [
    ('claims["kind"].value_counts().to_frame("claims")', "Its column `kind` was read as `paragraph`."),
    ('claims.groupby("verdict").size()', "Its column `verdict` was read as `paragraph`."),
    ('claims.groupby("kind")["id"].count()', "Its column `id` was read as `claims`."),
    ('claims["kind"].value_counts().rename_axis("x" * 99).to_frame("claims")', "Its column `xxx"),
]


@pytest.mark.parametrize(("source", "said"), TABLES)
def test_a_column_keeps_its_name_where_it_is_told(source: str, said: str) -> None:
    path = FOLDER / "solutions" / "01-reading-the-argument.ipynb"
    question = next(question for question, *_ in answers_of(path) if question.number == "1.4")
    names = {"claims": importlib.import_module("trilateral").load("claims"), "pd": pd}
    record = examining.examine("1.4", eval(source, names), question.shape)
    key = Key({"salt": "s", "right": "", "wrong": {}})
    text = line("1.4", judging.decide(record, key, question.shape))
    assert said in text
    assert "as asked" not in text
    assert len(text) < 200


def test_an_author_is_told_of_words_that_a_solution_lacks(tmp_path: Path) -> None:
    path, toml = LESSONS["02"]
    other = tmp_path / toml.name
    text = toml.read_text(encoding="utf-8")
    other.write_text(text.replace('set_xlabel("year")', 'set_xlabel("month")'), encoding="utf-8")
    with pytest.raises(Exception, match="has not the words that it asks for"):
        make_key(read_lesson(path, other))
    other.write_text(text.replace("words = { title", "words = { titel"), encoding="utf-8")
    with pytest.raises(Exception, match="a chart has no words at titel"):
        read_lesson(path, other)


def test_what_a_chart_must_say_survives_its_file() -> None:
    shape = next(q.shape for q in read_lesson(*LESSONS["06"]).questions if q.shape.kind == "chart")
    assert LOCAL in shape.elsewhere and OF_LOCAL in shape.elsewhere
    assert Shape.from_dict(shape.to_dict()) == shape
