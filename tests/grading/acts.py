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

# What a flat folder holds, and what is said of names from which a word for a copy was taken ("": nothing).
COPIES: dict[str, tuple[list[str], str]] = {
    "one, on a Mac": (["Ana Copy.ipynb", "Ben.ipynb"], "Ana Copy.ipynb (Ana)"),
    "JupyterLab's own": (["Ana-Copy1.ipynb", "Ben.ipynb"], "Ana-Copy1.ipynb (Ana)"),
    "Google's, Korean and Windows'": (
        ["Copy of Ana.ipynb", "김민수의 복사본.ipynb", "Ben - Copy (2).ipynb"],
        "Ben - Copy (2).ipynb (Ben), Copy of Ana.ipynb (Ana), 김민수의 복사본.ipynb (김민수)",
    ),
    "all of one class": (
        [f"S{at} copy.ipynb" for at in range(9)],
        "S0 copy.ipynb (S0), S1 copy.ipynb (S1), S2 copy.ipynb (S2), S3 copy.ipynb (S3), S4 copy.ipynb (S4) "
        "and 4 more",
    ),
    "a number alone is of a browser": (["Ana (1).ipynb", "Ben.ipynb"], ""),
    "in a folder of one's own": (["Ana/03 Copy.ipynb", "Ben/03.ipynb"], ""),
    "a name that has it within": (["Copycat Lee.ipynb", "Ben.ipynb"], ""),
    "whose name it is": (["Copy.ipynb", "Ben.ipynb"], ""),
}

# What lies in a flat folder, all in one class: whose it is, and what is said of it ("" where it is graded).
HANDED_IN: dict[str, tuple[str, str]] = {
    # abjer/tsds2018#9: pdf, html or ipynb?
    "Ben Carter.docx": (
        "Ben Carter",
        "a .docx file, not a notebook (a text document); ask for the .ipynb file",
    ),
    "Ana Lima.pages": ("Ana Lima", "a text document"),
    "Hwang Jia.hwp": ("Hwang Jia", "a text document"),
    "Choi Yuna.pdf": ("Choi Yuna", "a print of it"),
    # shionguha/inf1340-programmingfordatascience-fa22#185
    "Youwen Xu_ipynb.pdf": ("Youwen Xu", "a print of it"),
    "Dana Fox.ipynb - Colab.pdf": ("Dana Fox", "a print of it"),
    "Eli Gold.html": ("Eli Gold", "a web page"),
    # IIC1253/IIC1253-2025-2#18: .py or .ipynb?
    "Finn Hale.py": ("Finn Hale", "a program"),
    # abjer/sds2019#42: all in a zip of one's own
    "Gita Iyer.zip": ("Gita Iyer", "an archive inside what was handed in"),
    "Goto Ken.tar.gz": ("Goto Ken", "an archive inside what was handed in"),
    "Hana Jung.webloc": ("Hana Jung", "a link"),
    "Iris Kaya.jpeg": ("Iris Kaya", "a picture"),
    "Jon Lund.ipynb.crdownload": ("Jon Lund", "half of a download"),
    # Harvard-IACS/2021-CS109A#1: the page of GitHub saved under the notebook's name
    "Kai Moss.ipynb": ("Kai Moss", "a web page in its place"),
    # jupyter-book/jupyter-book#634, mli/gluon-crash-course#10: browsers put .txt behind it
    "Lea Noor.ipynb.txt": ("Lea Noor", ""),
    # BME1478H/Fall2022class#49: endings are hidden, and there are two
    "Mio Oda.ipynb.json": ("Mio Oda", ""),
    "Nils Park.ipynb (1).ipynb": ("Nils Park", ""),
    "Olga Quist.ipynb.docx": ("Olga Quist", ""),
    # visum-summerschool/visum-2018#1: no ending at all
    "Pia Roth": ("Pia Roth", ""),
    "kim.r.ipynb": ("kim.r", ""),
    "Dr. Key.ipynb": ("Dr. Key", ""),
}
WEB_PAGES = ("Kai Moss.ipynb",)

# What stands under `mark`: as which number it counts, None where a person must look. The most is 2.
MARKS: dict[str, float | None] = {
    "2": 2,
    "1,5": 1.5,
    "１": 1,
    " 2 ": 2,
    "0": 0,
    "1.": 1,
    "7/10": None,
    "A-": None,
    "D ": None,  # sfu-fas/coursys#81: a letter with a blank
    "sheep": None,  # UM-USElab/gradecraft-development#3433
    "-1": None,  # eJourn-al/eJournal#365
    "86": None,  # MarkUsProject/Markus#2103: 86 out of 20
    "8,5": None,
    "75%": None,  # mygradebook.com, import of scores
    "07. Okt": None,  # 7/10 after a German Excel
    "1 point": None,
    "✓": None,
    "": None,  # openpanda and Submitty#11259: left out
}

# Who handed in which exercises; Moodle's maximum is of which, and which are named as nobody else's.
STRAYS: dict[str, tuple[dict[str, str], str, str]] = {
    "one of thirty hands in next week's too": (
        {**{f"S{at:02}": "02" for at in range(29)}, "Lee": "02 03"},
        "02",
        "03",
    ),
    "one of three": ({"Kim": "02", "Lee": "02", "Cho": "02 05"}, "02", "05"),
    "instead of the class's own": ({"Kim": "02", "Lee": "02", "Cho": "02", "Park": "05"}, "02", "05"),
    "two old files of two": (
        {**{f"S{at}": "03" for at in range(8)}, "Kim": "01 03", "Lee": "02 03"},
        "03",
        "01 02",
    ),
    "half of a class": ({"Kim": "02 03", "Lee": "02 03", "Cho": "02", "Park": "02"}, "02 03", ""),
    "one of two": ({"Kim": "02", "Lee": "02 03"}, "02 03", ""),
    "each has chosen another": ({"Kim": "01", "Lee": "02", "Cho": "03"}, "01 02 03", ""),
    "the class alone": ({"Kim": "02"}, "02", ""),
}

# Runs into one folder of results: each batch is a folder's name and what is in it; "Kim=42" is Kim with a
# right answer. Then who is in the tables, with points, and what is said in the last run ("": nothing).
RUNS: dict[str, tuple[list[tuple[str, str]], dict[str, str], str]] = {
    # jupyter/nbgrader#1858, ubc/compair#377: only the new ones are in the list, all others are dropped
    "one late file": (
        [("7A", "Kim=42 Lee=1"), ("late", "Park=42")],
        {"Kim": "1", "Lee": "0", "Park": "1"},
        "keeps",
    ),
    "a second class": (
        [("7A", "Kim=42 Lee=1"), ("7B", "Cho=1 Han=42")],
        {"Kim": "1", "Lee": "0", "Cho": "0", "Han": "1"},
        "keeps",
    ),
    # redkyn/assigner#46: importing twice doubles the students
    "the same class again": ([("7A", "Kim=42 Lee=1"), ("7A", "Kim=42 Lee=1")], {"Kim": "1", "Lee": "0"}, ""),
    "the class again, with one more": (
        [("7A", "Kim=42 Lee=1"), ("all", "Kim=42 Lee=1 Park=1")],
        {"Kim": "1", "Lee": "0", "Park": "0"},
        "",
    ),
    # joint-online-judge/cb4#40: who handed in nothing this time
    "one withdrawn": ([("7A", "Kim=42 Lee=1"), ("7A", "Kim=42")], {"Kim": "1", "Lee": "0"}, "keeps"),
    # RunestoneInteractive/RunestoneServer#1038, autolab/Autolab#1933: two of one name
    "a namesake in the second class": (
        [("7A", "Kim=42 Lee=1"), ("7B", "Kim=1 Han=42")],
        {"Kim": "1", "Lee": "0", "Kim (7B)": "0", "Han": "1"},
        "the same name in 7A and in 7B; taken for different students",
    ),
    "the class of the namesake again": (
        [("7A", "Kim=42 Lee=1"), ("7B", "Kim=1 Han=42"), ("7B", "Kim=1 Han=42")],
        {"Kim": "1", "Lee": "0", "Kim (7B)": "0", "Han": "1"},
        "",
    ),
    "both folders are called submissions": (
        [("submissions", "Kim=42 Lee=1"), ("submissions", "Kim=1 Han=42")],
        {"Kim": "1", "Lee": "0", "Kim (submissions 2)": "0", "Han": "1"},
        "taken for different students",
    ),
    "a late file of one of two namesakes": (
        [("7A", "Kim=42 Lee=1"), ("7B", "Kim=1 Han=42"), ("late", "Kim=42")],
        {"Kim": "1", "Lee": "0", "Kim (7B)": "0", "Han": "1"},
        "",  # it is the same byte for byte as the first one's
    ),
    # Stanford-Online/class2go#2060, UKPLab/CARE#187: a newer file takes the place of a graded one
    "a better late file": (
        [("7A", "Kim=1 Lee=1"), ("late", "Kim=42")],
        {"Kim": "1", "Lee": "0"},
        "Kim, 02-two-neighbours: 1 point, before 0 (another file)",
    ),
    "a worse late file": (
        [("7A", "Kim=42 Lee=1"), ("late", "Kim=1")],
        {"Kim": "0", "Lee": "0"},
        "Kim, 02-two-neighbours: 0 points, before 1 (another file)",
    ),
    "a broken late file takes nothing away": (
        [("7A", "Kim=42 Lee=1"), ("late", "Kim={")],
        {"Kim": "1", "Lee": "0"},
        "keeps",
    ),
    "a broken file, then a whole one": (
        [("7A", "Kim={ Lee=1"), ("late", "Kim=42")],
        {"Kim": "1", "Lee": "0"},
        "keeps",
    ),
    # mitodl/edx-sga#231: two learners hand in the same file
    "the same file in two classes": (
        [("7A", "Kim=42 Lee=1"), ("7B", "Cho=42/Kim")],
        {"Kim": "1", "Lee": "0", "Cho": "1"},
        "the same file, byte for byte, from Cho, Kim",
    ),
    "another way of writing a name": (
        [("7A", "Kim=42 Lee=1"), ("late", "KIM=42")],
        {"Kim": "1", "Lee": "0"},
        "KIM: taken for Kim of an earlier run",
    ),
}

# What a student's file holds, and what the teacher can ask the student for.
ASKED_FOR: dict[str, tuple[bytes, str]] = {
    "half of it": (
        b'{"cells": [{"cell_type": "code", "source": "ans',
        "not a notebook: damaged or cut off; ask for it again: opened in JupyterLab, saved there, and that "
        ".ipynb file handed in (not valid JSON)",
    ),
    "nothing": (b"", "the file is empty; ask for it again: opened in JupyterLab"),
    "noughts, from a full disk": (b"\0" * 300, "the file is empty; ask for it again: opened in JupyterLab"),
    "a list": (b"[1, 2]", "not a Jupyter notebook; ask for the .ipynb file of the exercise"),
    "settings": (b'{"a": 1}', "there are no cells in it; ask for the .ipynb file of the exercise"),
    "a million parts": (
        b'{"cells": [' + b"1," * 600_000 + b"1]}",
        "more than 500,000 parts; ask for it again, saved after Edit > Clear Outputs of All Cells",
    ),
    "brackets in brackets": (b"[" * 200, "nested more than 100 deep; ask for the .ipynb file"),
    "a notebook of one's own": (
        b'{"cells": [{"cell_type": "code", "source": "1", "metadata": {}}], "nbformat": 4}',
        "no answer of any exercise is in it; ask for the .ipynb file of the exercise",
    ),
    "a web page": (b"<!doctype html><p>", "a web page in its place; ask for the file that it shows"),
}
