"""start.py says what is wrong in one plain line, and does nothing twice."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest
from support.shared import ROOT


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py as a module, over a folder of its own with a lock and nothing else."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    venv = tmp_path / ".venv"
    python = venv / module.PYTHON.relative_to(module.VENV)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": python,
        "STAMP": venv / "installed.txt",
    }.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(sys, "argv", ["start.py"])
    return module


def said(caught: pytest.ExceptionInfo[SystemExit]) -> str:
    message = str(caught.value.code)
    assert message.startswith("start.py: ")
    assert "\n" not in message
    return message


def test_it_is_short_and_needs_the_standard_library_only() -> None:
    lines = (ROOT / "start.py").read_text().splitlines()
    assert len(lines) < 150
    # With no installed package in sight.
    command = [sys.executable, "-I", "-S", str(ROOT / "start.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_old_python_is_told_so(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    version = namedtuple("version", "major minor micro")(3, 10, 1)
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as caught:
        start.main()
    assert "needs Python 3.11 or later" in said(caught)


def test_a_python_without_venv_is_told_so(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit) as caught:
        start.main()
    assert "sudo apt install python3-venv" in said(caught)
    assert not start.VENV.exists()


def test_no_network_is_told_and_leaves_nothing_that_counts_as_set_up(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        start.main()
    assert "Is there a network connection?" in said(caught)
    assert "Installing uv" in capsys.readouterr().out
    assert not start.STAMP.exists()


def test_a_port_that_is_taken_is_told(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "set_up", lambda **_: None)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["start.py", "--port", str(port)])
        with pytest.raises(SystemExit) as caught:
            start.main()
        assert f"port {port} is taken" in said(caught)
    assert start.pick(port) == port
    assert start.pick(None) >= 8888
    with pytest.raises(SystemExit):
        start.pick(99999)


def test_set_up_is_skipped_until_the_lock_changes(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(what: str, *command: object, advice: str) -> None:
        ran.append(what)
        (start.VENV).mkdir(exist_ok=True)

    monkeypatch.setattr(start, "run", run)
    start.set_up()
    assert ran == ["Making .venv", "Installing uv, which installs the rest", "Installing", "Finishing"]
    start.set_up()
    assert len(ran) == 4
    with start.LOCK.open("a") as lock:
        lock.write("\n")
    start.set_up()
    assert len(ran) == 8


def test_a_student_waits_for_no_tool_of_a_maintainer(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []

    def run(what: str, *command: object, advice: str) -> None:
        start.VENV.mkdir(exist_ok=True)
        if what == "Installing":
            ran.append(tuple(map(str, command)))

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "lab", lambda *_: 0)
    monkeypatch.setattr(start, "call", lambda *_: 0)

    def typed(*words: str) -> None:
        monkeypatch.setattr(sys, "argv", ["start.py", *words])
        start.main()

    typed()
    typed("lab")
    assert len(ran) == 1 and "sync" not in ran[0]
    extras = {ran[0][k + 1] for k, word in enumerate(ran[0]) if word in ("--extra", "--group")}
    assert extras == {"lab", "grade", "start"}
    assert ran[0][ran[0].index("-c") + 1] == str(start.LOCK), "in the versions of the lock, by their hashes"
    typed("test", "-q")
    assert len(ran) == 2 and ran[1][3:6] == ("pip", "sync", str(start.LOCK))
    typed()  # who has all has what a student needs
    typed("test")
    assert len(ran) == 2


def test_help_and_a_word_it_does_not_know() -> None:
    command = [sys.executable, str(ROOT / "start.py")]
    help_ = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, cwd="/")
    assert "--port" in help_.stdout
    assert "--no-browser" in help_.stdout
    wrong = subprocess.run([*command, "--prot"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert "not known: --prot" in wrong.stderr
    assert "Traceback" not in wrong.stderr


# What is set on readers' machines, by the report that tells of it; None is a variable that is taken away.
SETTINGS = {
    "PYTHONPATH": None,  # jupyterhub/jupyterhub#2069
    "PYTHONHOME": None,
    "PYTHONSTARTUP": None,  # ipython/ipython#3569: kernels run it too
    "PYTHONWARNINGS": None,  # "error" stops a kernel from starting
    "PYTHONOPTIMIZE": None,  # ipython/ipython#8971, jupyter-widgets/ipywidgets#2947
    "PYTHONSAFEPATH": None,
    "PYTHONDONTWRITEBYTECODE": None,
    "PYTHONINSPECT": None,
    "PYTHONUTF8": "1",
    "PIP_USER": "0",  # pypa/pip#8977, pypa/virtualenv#802
    "PIP_TARGET": None,
    "PIP_PREFIX": None,
    "MPLBACKEND": None,  # microsoft/vscode-jupyter#13812: TkAgg where there is no screen
    "MATPLOTLIBRC": None,
    "JUPYTER_PATH": None,  # jupyter/notebook#7583, #2563: another Python's kernel of the same name
    "JUPYTER_CONFIG_PATH": None,
    "JUPYTERLAB_DIR": None,  # jupyterlab/jupyterlab#5881
    "JUPYTER_PREFER_ENV_PATH": "1",
}


def test_a_readers_settings_do_not_lead_away_from_the_environment(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay = {
        "PIP_INDEX_URL": "a mirror",
        "HTTPS_PROXY": "a proxy",
        "TZ": "Pacific/Apia",
        "LC_ALL": "tr_TR.UTF-8",
    }
    for name, value in (dict.fromkeys(SETTINGS, "x") | stay).items():
        monkeypatch.setenv(name, value)
    found = start.own()
    assert {name: found.get(name) for name in SETTINGS | stay} == SETTINGS | stay
    assert found["IPYTHONDIR"] == str(start.VENV / "ipython"), "ipython/ipython#10068: start-up files"


def test_a_pip_conf_that_is_in_the_way_is_left_out_the_second_time(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pip.conf with an index that is down, `no-index` or `target`; a mirror's is tried first."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "mine")
    ask = f"import os; open(r'{tmp_path / 'said'}', 'a').write(os.environ['PIP_CONFIG_FILE'] + ' ')"
    start.run(
        "A", sys.executable, "-c", f"{ask}; assert os.environ['PIP_CONFIG_FILE'] == os.devnull", advice=""
    )
    start.run("B", sys.executable, "-c", ask, advice="")
    assert (tmp_path / "said").read_text().split() == ["mine", os.devnull, "mine"]


def test_settings_of_pip_and_python_do_not_lead_away_from_the_environment(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"PYTHONPATH": "x", "PYTHONHOME": "x", "PIP_USER": "1", "PIP_TARGET": "x", "PIP_PREFIX": "x"}
    for name, value in {**given, "PIP_INDEX_URL": "a mirror", "HTTPS_PROXY": "a proxy"}.items():
        monkeypatch.setenv(name, value)
    found = start.own()
    assert {name: found.get(name) for name in given} == {**dict.fromkeys(given), "PIP_USER": "0"}
    assert (found["PIP_INDEX_URL"], found["HTTPS_PROXY"]) == ("a mirror", "a proxy")


def test_a_sticks_packages_come_first_and_the_network_after_them(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fails(*_: object, env: dict[str, str], **__: object) -> subprocess.CompletedProcess[bytes]:
        asked.append((env.get("PIP_NO_INDEX"), env.get("UV_OFFLINE"), env.get("UV_FIND_LINKS")))
        return subprocess.CompletedProcess([], 1, b"", b"")

    for name in ("PIP_NO_INDEX", "UV_OFFLINE", "UV_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start.subprocess, "run", fails)
    for stick in (False, True):
        if stick:
            (start.ROOT / "wheels").mkdir()
        with pytest.raises(SystemExit):
            start.run("A", "a", advice="no")
    nothing = (None, None, None)
    assert asked == [nothing, nothing, ("1", "1", "wheels"), nothing, nothing]


def test_a_stick_for_another_python_says_for_which(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    (start.ROOT / "wheels").mkdir()
    (start.ROOT / "wheels" / "Python 3.99 on Windows AMD64.txt").touch()
    advised = []
    monkeypatch.setattr(start, "run", lambda what, *_, advice: advised.append(advice))
    start.VENV.mkdir()
    start.set_up()
    assert any(
        f"here are for Python 3.99 on Windows AMD64; this is {start.MACHINE}." in advice for advice in advised
    )
    assert "a stick? Copy it to a disk." in advised[0]


def test_a_folder_is_meant_from_where_one_types(start: ModuleType, tmp_path: Path) -> None:
    start.PYTHON = Path(sys.executable)
    code = f"import os; open({str(tmp_path / 'said')!r}, 'w').write(os.environ['CWD'])"
    assert start.call(sys.executable, "-c", code) == 0
    assert (tmp_path / "said").read_text() == str(Path.cwd())
