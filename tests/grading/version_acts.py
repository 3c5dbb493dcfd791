"""What teachers and students do with forms when the course has gone on, as data for `test_versions.py`.

The course of the first week asks 42.1 to 42.4 (2 points each). By the second week
- 42.1 is the same, and its solution was mended (`len(meetings)`, not the summits alone);
- 42.2 is reworded, its answer is the same (a variant asks for Busan), and it is worth 3;
- 42.3 is reworded, and its answer is another: the letters xyz, no longer abc;
- 42.4 is gone; 42.5 is new, worth 4, and the answer is 5; a second prompt is new.
"""

# By the third week only the set-up is another: `meetings` has one row less, so 42.1 is less by one.
ALL, OLDER = "right right right right", "right right right absent"

# By what was done: the week of the form, what was done to it, what comes of 42.1, 42.2, 42.3 and 42.5,
# the points and those to be had, and what the teacher is told.
FILES = {
    # Teachers.
    "handed out and handed in in the first week, graded in the second": ("first", "", OLDER, 7, 7, "42.5"),
    "downloaded anew in the second week": ("second", "", ALL, 11, 11, ""),
    "a question was added": ("first", "", OLDER, 7, 7, "not in it, and not counted: 42.5"),
    "a question was reworded, its answer is the same": ("first", "", OLDER, 7, 7, "as it was asked: 42.2"),
    "a question was reworded, its answer is another": ("first", "", OLDER, 7, 7, "42.2, 42.3"),
    "a question was removed": ("first", "", OLDER, 7, 7, "asked no more, and not counted: 42.4"),
    "a question was removed that nobody could do": ("first", "wrong 42.4", OLDER, 7, 7, "no more"),
    "the points of a question were changed": ("first", "wrong 42.2", "right wrong right absent", 4, 7, ""),
    "a solution was mended, the question is the same": (
        "first",
        "key 42.1",
        "wrong right right absent",
        5,
        7,
        "",
    ),
    "an answer that is right by now only, to the older question": (
        "first",
        "xyz 42.3",
        "right right wrong absent",
        5,
        7,
        "",
    ),
    "an answer that was right, to the newer question": (
        "second",
        "abc 42.3",
        "right right wrong right",
        9,
        11,
        "",
    ),
    "nothing of the older form was done": ("first", "blank", "blank blank blank absent", 0, 7, "42.5"),
    "variants with codes, in the first week": ("first", "code", OLDER, 7, 7, "42.5"),
    "variants with codes, in the second week": ("second", "code", ALL, 11, 11, ""),
    "versions are kept nowhere": ("first", "unkept", "right right wrong missing", 5, 11, "not kept here"),
    "a prompt was added": ("first", "", OLDER, 7, 7, "Reflect 42.B"),
    # Students.
    "a cell deleted from the newer form": (
        "second",
        "without a 42.5",
        "right right right missing",
        7,
        11,
        "",
    ),
    "a question deleted from the newer form, with all of its cells": (
        "second",
        "without 42.5",
        "right right right missing",
        7,
        11,
        "",
    ),
    "a digest deleted": ("second", "without a 42.5, no digest 42.5", "right right right missing", 7, 11, ""),
    "all digests deleted": ("second", "without 42.5, no digests", "right right right missing", 7, 11, ""),
    "the metadata deleted": ("second", "without 42.5, stripped", "right right right missing", 7, 11, ""),
    "an invented version": (
        "second",
        "without 42.5, version abcdefabcdef",
        "right right right missing",
        7,
        11,
        "not kept",
    ),
    "a path for a version": ("second", "version ../../../etc", ALL, 11, 11, ""),
    "the older version's name in the newer form": ("second", "claims first", ALL, 11, 11, ""),
    "the same, with the answer to the new question deleted": (
        "second",
        "without a 42.5, claims first",
        "right right right missing",
        7,
        11,
        "",
    ),
    "the same, with all of the new question deleted: no file shows that, so the teacher is told": (
        "second",
        "without 42.5, claims first",
        OLDER,
        7,
        7,
        "not counted: 42.5",
    ),
    "metadata that are a list": ("second", "odd", ALL, 11, 11, ""),
    "new cells copied into the older form": ("first", "copies 42.5", ALL, 11, 11, "42.2, 42.3"),
    "old answers copied into the newer form": ("second", "abc 42.3", "right right wrong right", 9, 11, ""),
    "one question reset after the update": (
        "first",
        "reset 42.3, xyz 42.3",
        OLDER,
        7,
        7,
        "as it was asked: 42.2;",
    ),
    "the whole form reset after the update": ("first", "reset", "blank blank blank blank", 0, 11, ""),
    # Programs.
    "saved by JupyterLab or VS Code": ("first", "front end", OLDER, 7, 7, "42.5"),
    "saved by Google Colab, which drops what it does not know": (
        "first",
        "stripped",
        "right right right missing",
        7,
        11,
        "42.2, 42.3",
    ),
    "the same, and the new question cannot be told from a deleted one": (
        "first",
        "stripped, without 42.4",
        "right right right missing",
        7,
        11,
        "",
    ),
    "jupytext, ids and metadata gone": ("second", "no ids, stripped", ALL, 11, 11, ""),
    "jupytext, from the first week": (
        "first",
        "no ids, stripped",
        "right right right missing",
        7,
        11,
        "as it was asked: 42.2, 42.3",
    ),
    "nbgrader's names in the place of ids": ("first", "no ids, nbgrader", OLDER, 7, 7, "42.5"),
    "a form from before there were versions": (
        "first",
        "stripped, no words",
        "right right wrong missing",
        5,
        11,
        "",
    ),
    "the words of a question changed by hand": ("first", "own words 42.3", OLDER, 7, 7, "42.2, 42.3"),
    "two exercises in one file": ("first", "with another exercise", OLDER, 7, 7, "42.5"),
}

# The same, graded in the third week.
AFTER_THE_SET_UP = {
    "a form of the week before": ("second", "", ALL, 11, 11, "as it was asked: 42.1, 42.2, 42.3, 42.5"),
    "today's answer to it": ("second", "one less 42.1", "wrong right right right", 9, 11, "42.1"),
    "with a code": ("second", "code", ALL, 11, 11, "42.1"),
    "a form of two weeks before": ("first", "key 42.1", OLDER, 7, 7, "42.1, 42.2, 42.3; asked no more"),
    "a form of today": ("third", "one less 42.1", ALL, 11, 11, ""),
    "without its metadata, so with the set-up of today": ("second", "stripped", ALL, 11, 11, ""),
    "the older version's name in a form of today": ("third", "claims second", ALL, 11, 11, "42.1"),
    "one question reset": ("second", "reset 42.1, again 42.1", ALL, 11, 11, "42.1"),
}
