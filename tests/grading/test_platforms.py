"""What platforms put around what students hand in, by the names of a whole download."""

from pathlib import Path

import pytest
from support.classroom import DAYS, STEMS, folder_of, notebook, on_day, zip_of

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.collect import collect_files, keep_latest
from trilateral.grading.untouched import digests_of_forms, said_of_untouched, without_untouched

F = STEMS[1]
TEAMS = "Student Work/Submitted files"
DRAFTS = "Student Work/Working files"
BB = "Exercise 03_{}_attempt_2026-11-28-{}"

# What was downloaded; who handed something in, with the file that is taken; what is said.
DOWNLOADS: dict[str, tuple[list[str], dict[str, str], str]] = {
    "Teams, two students and a draft": (
        [
            f"Submitted files/Kim Minjun/Exercise 03/Version 2/{F}.ipynb",
            f"Submitted files/Kim Minjun/Exercise 03/Version 10/{F}.ipynb",
            f"Submitted files/佐藤 健/Exercise 03/Version 1/{F}.ipynb",
            f"Working files/Kim Minjun/Exercise 03/{F}.ipynb",
            f"Working files/Lê An/Exercise 03/{F}.ipynb",
        ],
        {"Kim Minjun": "Version 10", "佐藤 健": "Version 1", "Lê An": "Working files"},
        "only among the working files, so not turned in, and graded all the same: Lê An",
    ),
    "Teams in German, in a folder of the class": (
        [f"POL201/Eingereichte Dateien/{who}/Übung 3/Version 1/{F}.ipynb" for who in ("Groß", "Lê An")],
        {"Groß": "Groß", "Lê An": "Lê An"},
        "",
    ),
    "Teams, with the folder of the whole library": (
        [f"{TEAMS}/{who}/Exercise 03/{F}.ipynb" for who in ("Ana Abel", "Ben Bold")]
        + [f"{DRAFTS}/{who}/Exercise 03/{F}.ipynb" for who in ("Ana Abel", "Wanda Work")],
        {"Ana Abel": "Submitted", "Ben Bold": "Submitted", "Wanda Work": "Working"},
        "not turned in, and graded all the same: Wanda Work",
    ),
    "Teams, the library in folders of the class, with versions": (
        [f"Autumn/POL201/{TEAMS}/{who}/Two/Version {k}/{F}.ipynb" for who in ("Ana", "Ben") for k in (9, 10)]
        + [f"Autumn/POL201/{DRAFTS}/Ana/Two/{F}.ipynb"],
        {"Ana": "Version 10", "Ben": "Version 10"},
        "",
    ),
    "Teams, a class of one": (
        [f"{TEAMS}/Ana Abel/Neighbours homework/{F}.ipynb"],
        {"Ana Abel": "Ana Abel"},
        "",
    ),
    "Teams, nobody has turned anything in": (
        [f"{DRAFTS}/{who}/Exercise 03/{F}.ipynb" for who in ("Ana Abel", "Wanda Work")],
        {"Ana Abel": "Working", "Wanda Work": "Working"},
        "graded all the same: Ana Abel, Wanda Work",
    ),
    "Teams, another assignment turned in": (
        [f"{TEAMS}/Ana Abel/One/{STEMS[0]}.ipynb", f"{DRAFTS}/Ana Abel/Three/{F}.ipynb"],
        {"Ana Abel": "Working"},
        "graded all the same: Ana Abel (Three)",
    ),
    "Teams, with the class's own files beside the library": (
        [f"POL201/{TEAMS}/{who}/Exercise 03/{F}.ipynb" for who in ("Ana", "Ben")]
        + [f"POL201/Class Materials/{F}.ipynb"],
        {"Ana": "Ana", "Ben": "Ben", "Class Materials": "Class Materials"},
        "",
    ),
    "Teams, the library without its two folders": (
        [f"Student Work/{who}/Exercise 03/{F}.ipynb" for who in ("Ana", "Ben")],
        {"Ana": "Ana", "Ben": "Ben"},
        "",
    ),
    "a student's own folder that is called as Teams's": (
        [f"Ana/Working files/old/{F}.ipynb", f"Ben/{F}.ipynb"],
        {"Ana": "Ana", "Ben": "Ben"},
        "",
    ),
    "GitHub Classroom": (
        [
            f"exercise-03-{who}/{file}.ipynb"
            for who in ("kimminjun", "sato-ken", "sato-yui")
            for file in (f"exercises/{F}", f"exercises/{STEMS[0]}")
        ],
        {"kimminjun": "kimminjun", "sato-ken": "sato-ken", "sato-yui": "sato-yui"},
        "begin with 'exercise-03-'",
    ),
    "GitHub Classroom, named after the exercise": (
        [f"pol201-three-at-the-table-{who}/{F}.ipynb" for who in ("kim-a", "kim-b")],
        {"kim-a": "kim-a", "kim-b": "kim-b"},
        "begin with 'pol201-three-at-the-table-'",
    ),
    "people of one family": (
        [f"Kim-{who}/{F}.ipynb" for who in ("Minjun", "Seoyeon")],
        {"Kim-Minjun": "Kim-Minjun", "Kim-Seoyeon": "Kim-Seoyeon"},
        "",
    ),
    "a folder for each week": (
        [f"Week {week}/{who}/{stem}.ipynb" for week, stem in enumerate(STEMS) for who in ("Kim", "Lee")],
        {"Kim": "Kim", "Lee": "Lee"},
        "",
    ),
    "Blackboard with receipts": (
        [
            f"{BB.format('mkim01', '20-11-45')}_{F}.ipynb",
            f"{BB.format('mkim01', '20-11-45')}.txt",
            f"{BB.format('ltran', '21-11-45')}_{F}.ipynb",
            f"{BB.format('ltran', '21-11-45')}.txt",
        ],
        {"mkim01": "mkim01", "ltran": "ltran"},
        "",
    ),
    "Google Classroom": (
        [f"Minjun Kim - {F}.ipynb", f"Jane Roe - Copy of {F}.ipynb", f"Copy of {F}(1).ipynb"],
        {"Minjun Kim": "Minjun", "Jane Roe": "Jane", f"Copy of {F}(1)": "Copy of"},
        "no student's name in the name of the file, so each was taken for a student of that name",
    ),
    "Jupyter's own copy beside a file": (
        ["Kim.ipynb", "Kim-checkpoint.ipynb", "Lee.ipynb"],
        {"Kim": "Kim.ipynb", "Lee": "Lee.ipynb"},
        "",
    ),
    "Canvas, with a text typed in": (
        [f"kimminjun_88123_550011_{F}.ipynb", f"lee_88124_550012_{F}.ipynb", "roejane_88130_text.html"],
        {"kimminjun": "kimminjun", "lee": "lee", "roejane": "text.html"},
        "",
    ),
}


@pytest.mark.parametrize("act", DOWNLOADS)
@pytest.mark.parametrize("lay", [folder_of, zip_of])
@pytest.mark.parametrize("day", DAYS)
def test_a_download_is_a_class(act: str, lay: object, day: str, tmp_path: Path) -> None:
    files, wanted, says = DOWNLOADS[act]
    files, wanted = on_day(day, files), dict(zip(on_day(day, [*wanted]), wanted.values(), strict=True))
    content = {
        name: b"x" if name.endswith((".txt", ".html")) else notebook(int("/01-" in name) or 3, repr(name))
        for name in files
    }
    found = keep_latest(collect_files(lay(tmp_path, content), STEMS))  # type: ignore[operator]
    taken = {one.student.name: one.place for one in found if one.counts and one.exercise in ("03", "")}
    assert taken.keys() == wanted.keys()
    assert all(part in taken[name] for name, part in wanted.items()), taken
    said = " ".join(warning for one in found for warning in one.warnings)
    assert says in said and (says or not said)


def test_a_zip_that_is_not_there_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "submissions.zip").write_bytes(b"PK")
    with pytest.raises(NotGradable, match=r"no such zip Did you mean 'submissions.zip'\?"):
        collect_files(tmp_path / "submission.zip")


def test_an_untouched_form_beside_another_exercise_is_not_handed_in(tmp_path: Path) -> None:
    ours = {stem: notebook(int(stem[:2]), "...") for stem in STEMS}
    files = {
        f"Kim/{STEMS[0]}.ipynb": ours[STEMS[0]].replace(b"\n", b"\r\n"),  # by Git on Windows
        f"Kim/{STEMS[1]}.ipynb": notebook(3, "4"),
        f"Lee/{STEMS[0]}.ipynb": ours[STEMS[0]],  # nothing else: both stay
        f"Lee/{STEMS[1]}.ipynb": ours[STEMS[1]],
        f"Roe/{STEMS[0]}.ipynb": notebook(1, "5"),
        f"Roe/{STEMS[1]}.ipynb": notebook(3, "6"),
    }
    for stem, content in ours.items():
        (tmp_path / f"{stem}.ipynb").write_bytes(content)
    found = keep_latest(collect_files(folder_of(tmp_path, files), STEMS))
    after = without_untouched(found, digests_of_forms(tmp_path))
    assert [(one.student.name, one.exercise) for one in after if not one.counts] == [("Kim", "01")]
    assert list(said_of_untouched(after)) == [
        "exercise 01: of 1 student only the form as it was handed out, beside another exercise; not taken "
        "for handed in: Kim"
    ]
