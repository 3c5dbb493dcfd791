"""Files of codes as neighbours hand them over, and what is said of each, by Python and by the page."""

import pandas as pd

from trilateral.widgets.coder_files import id_digest
from trilateral.widgets.statement_coder import SCALE

WORDS = "id,statement,code"
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
TABLE = pd.DataFrame(
    {"id": [f"s{n}" for n in range(12)], "statement": [f"Wort {n}: 대화" for n in range(12)]}
)
MINE = [0, 1, 2, -1, -2, 0, 1, 2, -1, -2, 0, 1]
ROWS = [f"s{n},{code}" for n, code in enumerate(MINE)]
LIKE = "Both coded 12 statements, 12 of them alike."


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
    "with the words, their commas and lines": (
        text_file([f's{n},"Wort ""{n}"", 대화\r\nja, {n}",{code}' for n, code in enumerate(MINE)], WORDS),
        LIKE,
    ),
    "from a Mac of long ago": (text_file(ROWS).replace(b"\n", b"\r"), LIKE),
    "from Windows, with blank lines": (text_file([*ROWS, "", ",", ""]).replace(b"\n", b"\r\n"), LIKE),
    "with Excel's own first line": (b"sep=;\r\n" + text_file(ROWS, "id;code").replace(b",", b";"), LIKE),
    "with a title above": (text_file(["", "id,code", *ROWS], "Codes of 김민준"), LIKE),
    "with tabs": (text_file(ROWS).replace(b",", b"\t"), LIKE),
    "with Japanese words, in Japanese Windows' letters": (
        "\n".join([WORDS, *(row.replace(",", ",話し合いが必要だ,") for row in ROWS)]).encode("cp932"),
        LIKE,
    ),
    "with French words, in Windows' letters": (
        "\n".join([WORDS, *(row.replace(",", ",à négocier,") for row in ROWS)]).encode("cp1252"),
        LIKE,
    ),
    "with columns of one's own": (text_file([f"김민준,{row},ok" for row in ROWS], "name,id,code,note"), LIKE),
    "of a blind coder's page": (text_file([f"{id_digest(f's{n}')},{c}" for n, c in enumerate(MINE)]), LIKE),
    "with second codes": (text_file([f"{row},0" for row in ROWS], "id,code,again"), LIKE),
    "with markup for words": (text_file([row.replace(",", f",{MARKUP},") for row in ROWS], WORDS), LIKE),
    "by another rule": (
        text_file([f"{row},the tone" for row in ROWS], "id,code,meaning"),
        "Their 0 means “the tone”, yours “neither, or both alike”: this compares two rules, not two readers.",
    ),
    "by the same rule": (
        text_file(
            [f"{row},{SCALE[MINE[n]].upper()} " for n, row in enumerate(ROWS)], "id,code,meaning"
        ).replace(b"NEITHER, OR BOTH ALIKE", b'"neither,  or both alike"'),
        LIKE,
    ),
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
    "a second code beyond the scale": (
        text_file(["s1,1,7"], "id,code,again"),
        "'7', beside 's1', is no code",
    ),
    "markup for a code": (text_file([f"s1,{MARKUP}"]), "is no code. There are: -2, -1, 0, 1, 2."),
    "a very long word for a code": (text_file([f"s1,{'x' * 5000}"]), "xxx...', beside 's1', is no code"),
    "one heading of great length": (text_file(["s1"], "y" * 5000), "There is no column 'id'"),
    "empty": (b" \n", "empty"),
    "a web page": (b"<!doctype html><p>id,code", "web page"),
    "a notebook": (b'{"cells": [], "nbformat": 4}', "There is no column 'id'"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "This file is no text."),
}
