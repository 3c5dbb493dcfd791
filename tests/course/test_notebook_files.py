"""The reader and writer of notebooks: what is no notebook is told, and the normal form has no noise."""

from pathlib import Path

import nbformat
import pytest

from trilateral.cli import main
from trilateral.notebooks import NotebookError, execute, noise, normalise, read, write


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
    cells = [nbformat.v4.new_code_cell("1 / 1", id="well"), nbformat.v4.new_code_cell("1 / 0", id="divide")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    path = tmp_path / "x.ipynb"
    write(notebook, path)
    before = path.read_bytes()
    assert main(["notebooks", str(path)]) == 2
    assert "cell divide: ZeroDivisionError" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("output", "what"),
    [
        (("stream", {"name": "stdout", "text": "<object at 0x7f0012ab34cd>"}), "a memory address"),
        (("stream", {"name": "stdout", "text": "in /home/someone/course"}), "a path of this machine"),
        (("stream", {"name": "stdout", "text": "C:\\course"}), "a path of this machine"),
        (("stream", {"name": "stdout", "text": "x\\Users\\y"}), "a Windows path"),
        (("stream", {"name": "stdout", "text": "FutureWarning: soon"}), "a warning"),
        (("stream", {"name": "stdout", "text": "0123abcd-12ab-34cd-56ef"}), "a random id"),
        (("stream", {"name": "stderr", "text": "Careful"}), "an error or warning: Careful"),
        (("error", {"ename": "E", "evalue": "x", "traceback": ["gone wrong"]}), "an error or warning: gone"),
        (("display_data", {"data": {"image/png": "aaaa"}}), "a picture (image/png); use show"),
        (("display_data", {"data": {"application/vnd.jupyter.widget-view+json": {}}}), "a widget's model"),
    ],
)
def test_what_another_run_would_not_give_again_is_found(output: tuple[str, dict], what: str) -> None:
    cell = nbformat.v4.new_code_cell(
        "x", id="shows", outputs=[nbformat.v4.new_output(output[0], **output[1])]
    )
    (found,) = noise(nbformat.v4.new_notebook(cells=[cell]))
    assert found.startswith(f"cell shows: {what}")


def test_what_lasts_is_no_noise() -> None:
    texts = ["2017-04-20 08:30, 0x10", "https://example.org/work/x", "Warning: said a minister", "a/tmp/b"]
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in texts]
    kinds = {"text/html": "<p>1</p>", "application/json": {"a": 1}}
    outputs.append(nbformat.v4.new_output("display_data", kinds))
    cells = [
        nbformat.v4.new_markdown_cell("0x7f0012ab34cd"),
        nbformat.v4.new_code_cell("x", outputs=outputs),
    ]
    assert noise(nbformat.v4.new_notebook(cells=cells)) == []


def test_noise_is_refused_and_the_file_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(object())", id="prints")])
    path = tmp_path / "x.ipynb"
    write(notebook, path)
    before = path.read_bytes()
    assert main(["notebooks", str(path)]) == 2
    said = capsys.readouterr().err
    assert "x.ipynb: cell prints: a memory address: <object object at 0x" in said
    assert said.count("\n") == 1
    assert path.read_bytes() == before


def test_a_notebook_that_runs_is_written_with_its_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="sum")])
    path = tmp_path / "x.ipynb"
    write(notebook, path)
    assert main(["notebooks", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"{path}: ")
    once = path.read_bytes()
    assert b'"2"' in once
    assert main(["notebooks", str(path)]) == 0
    assert path.read_bytes() == once, "a second run changes nothing"
    # One space of indent, sources and outputs as lists of lines: what nbdime and git show line by line.
    assert once == nbformat.writes(read(path), indent=1, ensure_ascii=False).encode() + b"\n"


def test_a_cell_that_takes_too_long_is_told(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("while True: pass", id="ever")])
    with pytest.raises(NotebookError, match="a cell took longer than 1 s"):
        execute(notebook, tmp_path, timeout=1)


def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("import os\nos._exit(1)", id="ends")
    with pytest.raises(NotebookError, match="the kernel did not start, or died"):
        execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path)
