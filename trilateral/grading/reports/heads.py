"""Find the columns of the table of marks under the heads that people have given them, or under none."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

__all__ = [
    "CHECK",
    "COLUMNS",
    "COMMENT",
    "OWN_MARK",
    "is_prompt",
    "missing_heads",
    "place_of_columns",
    "told_by_heads",
    "without_heads",
]

COLUMNS = ("student", "exercise", "prompt", "text", "rubric", "out_of", "mark")
CHECK = "to check"
# What the student gave, for the teacher to see and never counted: "2 of 3", which no spreadsheet retypes.
OWN_MARK = "own mark"

# What else people call a column, in the languages of the course's classes.
_OTHERS = {
    "student": "name students learner 학생 이름 성명 学生 氏名 名前 姓名 生徒 schüler student/in"
    " étudiant élève estudiante alumno",
    "exercise": "exercises 과제 연습 연습문제 課題 演習 练习 練習 übung aufgabe exercice ejercicio",
    "prompt": "question reflection 문항 질문 프롬프트 設問 問い 問題 题目 frage consigna pregunta",
    "text": "answer 글 답 답안 답변 回答 解答 文章 antwort texte réponse texto respuesta",
    "rubric": "criteria 채점기준 루브릭 ルーブリック 採点基準 评分标准 bewertungsraster barème rúbrica",
    "out_of": "out maximum max 만점 배점 満点 满分 maximalpunkte sur máximo",
    "mark": "marks grade grades score scores points 점수 평점 성적 点数 得点 点 分数 成绩 成績"
    " punkte punktzahl bewertung"
    " nota puntos calificación puntuación",
}  # fmt: skip
_NAMES = {word: column for column, words in _OTHERS.items() for word in words.split()}
_NAMES |= {column: column for column in (*COLUMNS, CHECK)} | {"out of": "out_of", "채점 기준": "rubric"}
# Columns that a person may add for the student to read; any other is for the teacher alone.
COMMENT = re.compile(
    r"comments?|feedback|kommentare?|commentaires?|comentarios?|코멘트|의견|コメント|评语|評語"
)
_PROMPT = re.compile(r"(?:reflect|prompt)\W{0,3}\d{1,2}\W{0,3}[a-z]\W{0,3}")


def told_by_heads(heads: Sequence[str]) -> bool:
    """Say whether folded heads are those of a table of marks, as far as one can tell whose each mark is."""
    places = place_of_columns(heads)
    return {"student", "mark"} <= places.keys() and bool({"prompt", "rubric"} & places.keys())


def place_of_columns(heads: Sequence[str]) -> dict[str, int]:
    """Return where each column is: by its own head, by another word for it, or (a mark) by its place.

    A column that stands right behind `out_of` is the mark's, whatever somebody has called it.
    """
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        if head in (*COLUMNS, CHECK, OWN_MARK):
            places.setdefault(head, place)
    for place, head in enumerate(heads):
        if (column := _NAMES.get(head)) and place not in places.values():
            places.setdefault(column, place)
    after = places.get("out_of", len(heads)) + 1
    free = after < len(heads) and after not in places.values() and not COMMENT.fullmatch(heads[after])
    if "mark" not in places and free:
        places["mark"] = after
    return places


def is_prompt(cell: str) -> bool:
    """Say whether a folded cell is a prompt's name."""
    return _PROMPT.fullmatch(cell) is not None


def without_heads(lines: Sequence[Sequence[str]]) -> bool:
    """Say whether folded rows are those of a table, as it was written, whose line of heads is gone."""
    return bool(lines) and all(len(line) >= len(COLUMNS) and is_prompt(line[2]) for line in lines)


def missing_heads(heads: Collection[str]) -> str:
    """Return why folded heads are not enough, in the words of a sentence."""
    places: Mapping[str, int] = place_of_columns(list(heads))
    if not places:
        return "its first line does not name the columns"
    lacking = [column for column in ("student", "prompt", "mark") if column not in places]
    return f"it has no column {' and no column '.join(lacking)}"
