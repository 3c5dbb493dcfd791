"""The reader and writer of notebooks: what is no notebook is told, and the normal form has no noise."""

from pathlib import Path

import nbformat
import pytest

from trilateral.cli import main
from trilateral.notebooks import NotebookError, execute, normalise, read, write


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a Jupyter notebook"),
        (b"{", "not a Jupyter notebook"),
        (b"[]", "not a Jupyter notebook"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"[" * 100_000, "not a Jupyter notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_in_one_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookError) as caught:
        read(path)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_line_tells_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notebooks", str(tmp_path / "none.ipynb")]) == 2
    assert capsys.readouterr().err == f"trilateral: {tmp_path / 'none.ipynb'}: no such file.\n"


def test_the_normal_form_keeps_outputs_and_drops_noise(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("print('a')\n1 + 1  \n", id="sum")
    cell.metadata["execution"] = {"iopub.execute_input": "now"}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Text", id="text"), cell])
    execute(notebook, tmp_path)
    normalise(notebook)
    write(notebook, tmp_path / "x.ipynb")
    again = read(tmp_path / "x.ipynb")
    code = again.cells[1]
    assert code.execution_count == 1
    assert code.source == "print('a')\n1 + 1"
    assert code.metadata == {}
    assert [output.output_type for output in code.outputs] == ["stream", "execute_result"]
    assert code.outputs[1].execution_count == 1
    assert set(again.metadata) == {"kernelspec", "language_info"}
    before = (tmp_path / "x.ipynb").read_bytes()
    normalise(again)
    write(again, tmp_path / "x.ipynb")
    assert (tmp_path / "x.ipynb").read_bytes() == before


def test_a_cell_that_fails_is_named_and_the_file_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0", id="divide")])
    path = tmp_path / "x.ipynb"
    write(notebook, path)
    before = path.read_bytes()
    assert main(["notebooks", str(path)]) == 2
    assert "cell divide: ZeroDivisionError" in capsys.readouterr().err
    assert path.read_bytes() == before
