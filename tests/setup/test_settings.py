"""No setting of a reader's machine changes what the course shows, or turns the tests red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.shared import ROOT

RC = (
    "text.usetex: True\nfigure.dpi: 300\nfigure.figsize: 2, 2\nlines.linewidth: 9\n"
    "font.family: monospace\naxes.grid: True\n"
)
# What else is set on readers' machines. A line is a report, or a machine that we met.
SET = {
    "MPLBACKEND": "TkAgg",  # microsoft/vscode-jupyter#13812: no screen for it
    "JUPYTER_CONFIG_DIR": "none",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONSTARTUP": "no-such-file.py",  # ipython/ipython#3569
    "PYTHONSAFEPATH": "1",
    "COLUMNS": "40",
    "LINES": "5",
    "PAGER": "false",
    "NO_COLOR": "1",
    "FORCE_COLOR": "1",
    "TZ": "Pacific/Apia",  # it skipped 30 December 2011
    "LC_ALL": "tr_TR.UTF-8",  # i and I are not one letter there
    "LANG": "C",
    "CONDA_PREFIX": "/opt/conda",
    "CONDA_DEFAULT_ENV": "base",
    "VIRTUAL_ENV": "/another",
    "ALL_PROXY": "socks5://127.0.0.1:9",
}
CHART = (
    "import hashlib, matplotlib.pyplot as plt\n"
    "from trilateral import charts, show\n"
    "charts.display = lambda page: print(hashlib.sha256(page.data.encode()).hexdigest())\n"
    "figure, axes = plt.subplots()\naxes.plot([1, 3, 2])\n"
    "show(figure, alt='A line of three points that rises and falls.')\n"
)


@pytest.fixture
def reader(tmp_path: Path) -> dict[str, str]:
    """The variables of a reader who has set everything otherwise."""
    start_up = tmp_path / ".ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "00-mine.py").write_text(
        "import pandas as pd\npd.options.display.precision = 1\npd.options.display.max_rows = 4\n"
        "import matplotlib as mpl\nmpl.rcParams['lines.linewidth'] = 9\nprint('my start-up file')\n"
    )
    (tmp_path / ".ipython" / "profile_default" / "ipython_config.py").write_text(
        "c = get_config()\nc.InteractiveShell.ast_node_interactivity = 'all'\n"
    )
    rc = tmp_path / "matplotlibrc"
    rc.write_text(RC)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "TRILATERAL", "IPYTHONDIR", "JUPYTER", "MATPLOTLIB"))
    }
    return kept | {
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "MATPLOTLIBRC": str(rc),
        "http_proxy": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "PYTHONWARNINGS": "error",
        **SET,
    }


def test_a_readers_matplotlibrc_changes_no_chart(reader: dict[str, str]) -> None:
    own = {name: value for name, value in reader.items() if name != "PYTHONWARNINGS"}
    plain = {name: value for name, value in own.items() if name != "MATPLOTLIBRC"}
    shown = {
        subprocess.run(
            [sys.executable, "-c", CHART], env=env, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for env in (own, plain)
    }
    assert len(shown) == 1


def test_a_notebook_is_tested_without_the_readers_settings(reader: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "exercises/02-exercise.ipynb"],
        env=reader, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_what_a_notebook_sets_itself_stays() -> None:
    code = (
        "from trilateral import load\nimport matplotlib as mpl\nmpl.rcParams['lines.linewidth'] = 7\n"
        "from trilateral import finish, show\nprint(mpl.rcParams['lines.linewidth'])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "7.0\n"
