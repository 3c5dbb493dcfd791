"""Files that people have reported: read to the answers in them, or refused in a line."""

import pytest
from support.hostile import files
from support.hostile.exercise import RIGHT
from support.hostile.reported import REPORTED

from trilateral.grading.model import NotGradable
from trilateral.grading.reports.clean_copy import clean_notebook
from trilateral.grading.submissions.parse import parse_submission
from trilateral.grading.submissions.reader import without_outputs


@pytest.mark.parametrize("file", REPORTED, ids=lambda file: file.name)
def test_a_reported_file_is_read_or_refused(file: files.File, blank: dict) -> None:
    content = files.made(file, blank)
    if file.reason:
        with pytest.raises(NotGradable, match=file.reason) as caught:
            parse_submission(content)
        assert len(str(caught.value).splitlines()) == 1
        return
    kept = without_outputs(content)
    assert len(kept) < 1_100_000 + len(files.made(files.File("", str), blank)), (
        "nothing large is held any longer"
    )
    submission = parse_submission(kept)
    assert {number: sources[-1] for number, sources in submission.answers.items()} == RIGHT
    assert submission == parse_submission(without_outputs(kept))
    copy = clean_notebook(kept)
    assert not any(cell.get("outputs") or "attachments" in cell for cell in copy["cells"])
    assert "widgets" not in copy["metadata"]


def test_there_is_a_reason_for_each() -> None:
    assert len({file.name for file in REPORTED}) == len(REPORTED) >= 30
