"""What spreadsheets and people do to a table of marks, as data for `test_marks.py`."""

import csv
import io
import unicodedata
from collections.abc import Callable

import openpyxl

Rows = list[dict[str, str]]
HEADS = ["student", "exercise", "prompt", "text", "rubric", "out_of", "mark"]


def saved(
    rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",", heads: list[str] | None = None
) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heads or list(rows[0]))
    writer.writerows([list(row.values()) for row in rows])
    return file.getvalue().encode(encoding, errors="replace")


def retyped(column: str, change: Callable[[str], str]) -> Callable[[Rows], bytes]:
    return lambda rows: saved([row | {column: change(row[column])} for row in rows])


def former(change: Callable[[str], str] = str) -> Callable[[Rows], bytes]:
    """Return what a spreadsheet made of a table of the time when prompts were called 2.1."""
    return retyped("prompt", lambda name: change(f"2.{'_ABC'.index(name[-1])}"))


def headed(**names: str) -> Callable[[Rows], bytes]:
    return lambda rows: saved(rows, heads=[names.get(head, head) for head in rows[0]])


def without(*columns: str) -> Callable[[Rows], bytes]:
    return lambda rows: saved([{head: row[head] for head in row if head not in columns} for row in rows])


def as_workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for line in ([*rows[0]], *([*row.values()] for row in rows)):
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


CLASS = ("Kim", "Lee", "김민수", "佐藤花子", "José Müller", "0012345", "may4", "201712345678")
EAST, WEST = {"José Müller"}, {"김민수", "佐藤花子"}
JANUARY = {"2.1": "02. Jan", "2.2": "02. Feb", "2.3": "02. Mrz"}
A, B = "Reflect 2.A", "Reflect 2.B"
# What is done to the table, and whose names the encoding cannot hold.
ACTS: dict[str, tuple[Callable[[Rows], bytes], set[str]]] = {
    "nothing": (saved, set()),
    "Excel in Korea": (lambda rows: saved(rows, "cp949"), EAST),
    "Excel in Japan": (lambda rows: saved(rows, "cp932"), EAST | {"김민수"}),
    "Excel in Germany": (lambda rows: saved(rows, "cp1252", ";"), WEST),
    "Excel on an old Mac": (lambda rows: saved(rows, "mac_roman", ";"), WEST),
    "Unicode text": (lambda rows: saved(rows, "utf-16", "\t"), set()),
    "UTF-16 without a mark": (lambda rows: saved(rows, "utf-16-le"), set()),
    "UTF-8 without a mark": (lambda rows: saved(rows, "utf-8"), set()),
    "semicolons": (lambda rows: saved(rows, delimiter=";"), set()),
    "a line for Excel above": (lambda rows: b"sep=;\r\n" + saved(rows, "utf-8", ";"), set()),
    "tabs": (lambda rows: saved(rows, delimiter="\t"), set()),
    "decimal commas": (retyped("mark", lambda mark: mark.replace(".", ",")), set()),
    "a former table": (former(), set()),
    "a head in Korean": (headed(mark="점수"), set()),
    "all heads in Japanese": (headed(student="氏名", prompt="設問", mark="点数"), set()),
    "heads in German, semicolons": (
        lambda rows: saved(rows, "cp1252", ";", ["Name", "Übung", "Frage", *HEADS[3:6], "Punkte"]),
        WEST,
    ),
    "a head that only its place tells": (headed(mark="Ms Park's view"), set()),
    "the line of heads deleted": (lambda rows: saved(rows).partition(b"\r\n")[2], set()),
    "the same, with semicolons": (
        lambda rows: saved(rows, "utf-8", ";").partition(b"\r\n")[2],
        set(),
    ),
    "the column of exercises deleted": (without("exercise"), set()),
    "the column of prompts deleted": (without("prompt"), set()),
    "only name, prompt and mark left": (without("exercise", "text", "rubric", "out_of"), set()),
    "a second column of marks, filled beside the first": (
        lambda rows: saved([row | {"mark": "", "Mark": row["mark"]} for row in rows]),
        set(),
    ),
    "a workbook under the table's name": (as_workbook, set()),
    "prompts as days": (former(lambda prompt: JANUARY[prompt]), set()),
    "prompts as days, in English": (former(lambda prompt: f"{prompt[2]}-Feb"), set()),
    "prompts as whole dates": (former(lambda prompt: f"2026-02-0{prompt[2]}"), set()),
    "prompts as Korean dates": (former(lambda prompt: f"2월 {prompt[2]}일"), set()),
    "prompts with commas": (former(lambda prompt: prompt.replace(".", ",")), set()),
    "prompts with noughts": (former(lambda prompt: f"{prompt}0"), set()),
    "prompts as serial numbers": (former(lambda prompt: f"4605{prompt[2]}"), set()),
    "prompts by their old word": (former(lambda prompt: f"Prompt {prompt}"), set()),
    "prompts typed anew, short": (retyped("prompt", lambda name: f"2{name[-1].lower()}"), set()),
    "prompts as in the notebook of before": (retyped("prompt", lambda name: f"Reflect {name[-1]}."), set()),
    "prompts with a long dash": (retyped("prompt", lambda name: name.replace(".", "–")), set()),
    "prompts in wide letters": (retyped("prompt", lambda name: f"Ｒｅｆｌｅｃｔ　２．{name[-1]}"), set()),
    "ids as numbers": (retyped("student", lambda name: name.lstrip("0")), set()),
    "ids as powers": (retyped("student", lambda name: name if len(name) != 12 else "2.01712E+11"), set()),
    "a login as a day": (retyped("student", lambda name: "04-May" if name == "may4" else name), set()),
    "blanks behind names": (retyped("student", lambda name: f"{name}  "), set()),
    "hard blanks": (retyped("student", lambda name: f"\u00a0{name.replace(' ', chr(160))}"), set()),
    "names taken apart": (retyped("student", lambda name: unicodedata.normalize("NFD", name)), set()),
    "capitals": (retyped("student", str.upper), set()),
    "blanks behind marks": (retyped("mark", lambda mark: f" {mark} " if mark else ""), set()),
    "wide figures": (retyped("mark", lambda mark: mark.replace("1", "１")), set()),
    "a head with a blank": (headed(mark="Mark "), set()),
    "heads in capitals": (headed(**{head: head.upper() for head in HEADS}), set()),
    "rows in another order": (lambda rows: saved(rows[::-1]), set()),
    "columns in another order": (lambda rows: saved([dict(list(row.items())[::-1]) for row in rows]), set()),
    "the text column deleted": (
        lambda rows: saved([{k: row[k] for k in row if k not in ("text", "rubric")} for row in rows]), set(),
    ),
    "empty rows between": (lambda rows: saved(rows) + b",,,,,,\r\n\r\n", set()),
}  # fmt: skip
