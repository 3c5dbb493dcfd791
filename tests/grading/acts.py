"""What people hand in, a line each: acts, not branches of the code. The next one is a line more.

Where an act is from a public report, the report is named beside it.
"""

# How a zip's names are written, and what they are; all must be read as they are, from the whole archive.
ZIPS: dict[str, tuple[str, list[str]]] = {
    "Korean Windows, python/cpython#84587": ("cp949", ["김민수/03.ipynb", "이서연/03.ipynb"]),
    "Korean, one name, zip4j#69": ("cp949", ["홍길동.ipynb"]),
    "Korean, rare letters, libarchive#2798": (
        "cp949",
        ["곽두팔/과제 3.ipynb", "뷁샵/03.ipynb", "선우현/03.ipynb"],
    ),
    "Japanese Windows, owncloud/core#24900": ("cp932", ["佐藤 花子/03.ipynb", "鈴木一郎/03.ipynb"]),
    "Japanese, a byte that is a backslash, nih-at/libzip#212": (
        "cp932",
        ["ソ/03.ipynb", "表/03.ipynb", "能/能.ipynb"],
    ),
    "Japanese, a name that ends in such a byte": ("cp932", ["田中 表", "鈴木/03.ipynb"]),
    "Japanese, folders by class": ("cp932", ["3年1組/髙橋.ipynb", "3年1組/齋藤.ipynb", "3年1組/渡邊.ipynb"]),
    "Japanese, wide signs": ("cp932", ["コピー ～ ノート.ipynb", "田中（提出）.ipynb"]),
    "Chinese Windows, microsoft/markitdown#1535": (
        "gbk",
        ["王伟/03.ipynb", "李娜/03.ipynb", "诸葛亮/作业.ipynb"],
    ),
    "Chinese, old letters": ("gbk", ["王小明/03.ipynb", "張偉/03.ipynb", "李娜/03.ipynb"]),
    "Taiwan, microsoft/markitdown#1535": ("cp950", ["陳怡君/03.ipynb", "林志玲/03.ipynb"]),
    "Taiwan, bytes that are backslashes": ("cp950", ["許功蓋/03.ipynb", "蔡依林/03.ipynb"]),
    "Germany, DOS": ("cp850", ["Müller/03.ipynb", "Jürgen Groß/03.ipynb"]),
    "Brazil": ("cp850", ["João/03.ipynb", "Conceição/03.ipynb"]),
    "Russia": ("cp866", ["Иванов/03.ipynb", "Пётр/03.ipynb"]),
    "UTF-8 without its flag, LibreCodeCoop/extract#56": (
        "utf-8",
        ["김민수/03.ipynb", "佐藤/03.ipynb", "José/03.ipynb"],
    ),
    "plain and Korean, r-lib/zip#101": ("cp949", ["Kim/03.ipynb", "박지훈/03.ipynb", "lee/최종 답안.ipynb"]),
}

# A student's files, oldest first, each by its cells (see `made` in test_acts.py); which file is taken for
# which exercise, by its place, and what is refused as a lesson.
FILES: dict[str, tuple[list[str], dict[str, int], list[int]]] = {
    "the course folder handed in, lesson 00 newer than the exercise": (
        ["form 01", "lesson 00"],
        {"01": 0},
        [1],
    ),
    "the same, and its ids lost in an old editor": (["form 01", "lesson 00 without ids"], {"01": 0}, [1]),
    "lesson 00 with its first check done": (["form 01", "lesson 00 answered"], {"01": 0}, [1]),
    "a lesson alone": (["lesson 00"], {}, [0]),
    "a lesson without any check": (["lesson 04"], {}, [0]),
    "a scratch file with one check, newer": (["form 03", "check 3.1"], {"03": 0}, []),
    "a scratch file with one answer cell pasted, newer": (["form 03", "cells 3.1"], {"03": 0}, []),
    "a scratch file alone": (["check 3.1"], {"03": 0}, []),
    "an older version of the exercise is still older": (["form 03", "form 03 answered"], {"03": 1}, []),
    "half of the cells deleted, but newer": (["form 03", "half of form 03"], {"03": 1}, []),
    "two exercises in one file": (["form 01 and form 03"], {"01": 0, "03": 0}, []),
    "two exercises in one file, one of them again": (
        ["form 01 and form 03", "form 03"],
        {"01": 0, "03": 1},
        [],
    ),
    "three in one file": (["form 01 and form 02 and form 03"], {"01": 0, "02": 0, "03": 0}, []),
    "two short ones in one file": (["cells 1.1 and cells 3.1"], {"01": 0, "03": 0}, []),
    "one answer of another exercise pasted": (["form 03 and cells 1.1"], {"03": 0}, []),
    "a lesson with the exercise pasted below": (["lesson 00 and form 03"], {"03": 0}, []),
}

# What a person writes into a line of the journal: the part, and what is put there. The file is graded anew.
JOURNAL: dict[str, tuple[str, object]] = {
    "points as a text": ("points", "10"),
    "points as a word": ("points", "full"),
    "points with a comma": ("points", "1,5"),
    "no points": ("points", None),
    "points without end": ("points", float("inf")),
    "points that are no number": ("points", float("nan")),
    "points below nought": ("points", -1),
    "a true instead of points": ("points", True),
    "an outcome of one's own": ("outcome", "excellent"),
    "an outcome left out": ("outcome", None),
    "a message as a list": ("message", ["good"]),
    "notes as a text": ("notes", "well done"),
    "notes as numbers": ("notes", [1, 2]),
    "texts as a list": ("reflections", ["a", "b"]),
    "a text as a number": ("reflections", {"1.1": 5}),
    "outcomes as a text": ("outcomes", "right"),
    "a name of the exercise as a number": ("exercise", 3),
    "the key as a list": ("key", ["a"]),
    "a column of one's own": ("bonus", 3),
}

# What a batch is called, its students with their numbers, and how a line on what is uncertain begins.
NAMES: dict[str, tuple[list[str], set[tuple[str, str]], str]] = {
    "Blackboard, jupyter/nbgrader#511": (
        [
            "Essay 3_kimminsu_attempt_2024-10-05-14-03-22_03.ipynb",
            "Essay 3_lee_attempt_2024-10-06-09-00-00_x.ipynb",
        ],
        {("kimminsu", ""), ("lee", "")},
        "",
    ),
    "Blackboard, one student twice, CodeGra.de#280": (
        ["a_b_kim_attempt_2024-10-05-14-03-22_x.ipynb", "a_b_kim_attempt_2024-10-06-14-03-22_x.ipynb"],
        {("kim", "")},
        "",
    ),
    "Moodle, marked blind, turnitin#29": (
        [
            "Participant 12345_assignsubmission_file_/a.ipynb",
            "Participant 12346_assignsubmission_file_/a.ipynb",
        ],
        {("Participant 12345", "12345"), ("Participant 12346", "12346")},
        "",
    ),
    "Moodle, blind, in Korean and flat": (
        ["참가자 77_assignsubmission_file_a.ipynb", "참가자 78_assignsubmission_file_a.ipynb"],
        {("참가자 77", "77"), ("참가자 78", "78")},
        "",
    ),
    "ILIAS, jupyter/nbgrader#796": (
        ["Abgabe/Müller_Hans_hmueller_12345/03.ipynb", "Abgabe/Kim_Min_mkim_222/03.ipynb"],
        {("Müller_Hans_hmueller_12345", ""), ("Kim_Min_mkim_222", "")},
        "",
    ),
    "handed in again and renamed, IIC1253 2024-1#26": (
        ["x.ipynb", "x-1.ipynb", "lee.ipynb"],
        {("x", ""), ("x-1", ""), ("lee", "")},
        "x, x-1: taken for 2 students",
    ),
    "logins that end so, nus-cs2103 AY2223S2#361": (
        ["11111111-2.ipynb", "22222222-3.ipynb"],
        {("11111111-2", ""), ("22222222-3", "")},
        "",
    ),
    "brackets in names, jupyter/nbgrader#1738": (
        ["Kim (Min) [A]+/03.ipynb", "Lee/03.ipynb"],
        {("Kim (Min) [A]+", ""), ("Lee", "")},
        "",
    ),
    "a German folder, sourcegrade/jagr#47": (
        ["Abgabe zu Übungsblatt 3/kim.ipynb", "Abgabe zu Übungsblatt 3/lee.ipynb"],
        {("kim", ""), ("lee", "")},
        "",
    ),
    "late work by e-mail, federicazoe/gradetools#17": (
        ["kim_11_67890_x.ipynb", "lee_12_67891_x.ipynb", "Cho Mina.ipynb"],
        {("kim", "11"), ("lee", "12"), ("Cho Mina", "")},
        "",
    ),
}
