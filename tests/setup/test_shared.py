"""What every test relies on without seeing it."""

import os
import socket
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import nbval.kernel
import pytest
from jupyter_client.manager import start_new_kernel
from support import kernels, lab, summary
from support.forking import FORK_SERVER
from support.network import refuse_the_network
from support.site import served


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("example.org", 80)])
def test_no_test_reaches_beyond_this_machine(address: tuple[str, int]) -> None:
    with pytest.raises(PermissionError, match="only this machine is allowed"):
        refuse_the_network("socket.connect", (None, address))


def test_the_refusal_is_at_work() -> None:
    with socket.socket() as client, pytest.raises(PermissionError, match="only this machine"):
        client.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
    refuse_the_network("socket.connect", (None, "/run/a-unix-socket"))
    refuse_the_network("socket.connect", (None, ("::1", 80, 0, 0)))
    refuse_the_network("open", ("/etc/hosts", "r", 0))


def test_a_proxy_is_not_asked_for_what_runs_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setattr(urllib.request, "_opener", None)  # as in a process that starts so
    (log := tmp_path / "log").write_text("")
    running = SimpleNamespace(poll=lambda: None)
    with served(tmp_path) as address:
        lab._wait_for(f"{address}/", running, log, seconds=5)


def test_a_kernel_that_does_not_answer_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def start(startup_timeout: int = 60, kernel_name: str = "", cwd: str = "") -> str:
        tried.append(startup_timeout)
        if len(tried) < limit:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return kernel_name

    monkeypatch.setattr(kernels, "START", start)
    assert nbval.kernel.start_new_kernel is kernels.start_again
    limit = 3
    assert kernels.start_again(kernel_name="python3") == "python3"
    assert tried == [20, 20, 20]
    limit = 99
    with pytest.raises(RuntimeError, match="Kernel died"):
        kernels.start_again(kernel_name="python3")


def test_in_a_read_only_checkout_cells_write_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "09.ipynb").write_text("9")
    (tmp_path / "data").mkdir()
    assert kernels.where_cells_may_write(folder) == folder
    # not by its mode: to root all is writable
    monkeypatch.setattr(os, "access", lambda path, mode: path != folder)
    like = kernels.where_cells_may_write(folder)
    assert (like.name, (like / "09.ipynb").read_text()) == ("notebooks", "9")
    assert (like / "../data").resolve() == tmp_path / "data"
    (like / "briefs").mkdir()
    assert not (folder / "briefs").exists()


def test_a_red_run_says_what_to_do() -> None:
    red = ["notebooks/05-chinas-hand.ipynb::Cell 9", "notebooks/05-chinas-hand.ipynb::Cell 14"]
    red += ["notebooks/07-beyond-security.ipynb::Cell 1", "tests/record/test_checksums.py::test_it[events]"]
    notebooks, record, again = summary.what_to_do(red)
    assert "trilateral notebooks" in notebooks
    assert "trilateral checksums" in record
    assert again.endswith("python3 start.py test notebooks/05-chinas-hand.ipynb")
    assert "node build.js" in summary.what_to_do(["tests/browser/test_lab.py::test_it"])[0]
    assert "tests/timeline/pictures" in summary.what_to_do(["tests/timeline/test_pictures.py::it"])[0]
    assert "trilateral build" in summary.what_to_do(["exercises/01-exercise.ipynb::Cell 0"])[0]
    assert len(summary.what_to_do(["tests/setup/test_start.py::test_it"])) == 1
    assert summary.what_to_do([]) == []


# --- forked kernels ----------------------------------------------------------------------------------------


forked = pytest.mark.skipif(
    not sys.platform.startswith("linux") or bool(os.environ.get("TRILATERAL_COLD_KERNELS")),
    reason="kernels start as usual here",
)


def ask(source: str, **options: object) -> str:
    """Return what a cell prints in a kernel of its own."""
    manager, client = start_new_kernel(startup_timeout=60, **options)
    try:
        said = []
        client.execute_interactive(source, timeout=60, output_hook=said.append)
        assert not [one for one in said if one["msg_type"] == "error"], said
        return "".join(one["content"]["text"] for one in said if one["msg_type"] == "stream").strip()
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@forked
def test_kernels_are_forks_that_share_modules_and_nothing_else(tmp_path: Path) -> None:
    tell = "import os, sys; print(os.getppid(), os.getcwd(), 'pandas' in sys.modules, 'mine' in globals())"
    parent, folder, imported, left = ask(tell, cwd=str(tmp_path)).split()
    assert (int(parent), folder, imported, left) == (FORK_SERVER.process.pid, str(tmp_path), "True", "False")
    changed = "import pandas, trilateral; mine = trilateral.check = pandas.DataFrame = 1; print('changed')"
    assert ask(changed) == "changed"
    assert ask("import pandas; print(pandas.DataFrame({'a': [1]}).size, 'mine' in globals())") == "1 False"


def test_a_forked_kernel_is_like_one_that_starts_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = (
        "import matplotlib as m, numpy as n, pandas as p, sys, warnings\n"
        "print([p.get_option(o) for o in ('display.max_columns', 'display.width', 'display.max_rows')], "
        "m.get_backend(), sorted(map(str, m.rcParams.items())), "
        "sorted(map(str, warnings.filters)), sys.flags, sys.argv[1:2], sys.path[:3], __name__, n.geterr())"
    )
    usual_ones = ask(tell)
    monkeypatch.setattr(FORK_SERVER, "usable", False)
    assert ask(tell) == usual_ones


@forked
def test_a_kernel_with_another_hash_seed_or_time_zone_is_not_forked() -> None:
    tell = "import os; print(os.getppid())"
    # Not POSIX: there Python 3.11 cannot start from a folder whose name has a letter beyond ASCII.
    language = "C.utf8" if os.environ.get("LC_ALL") == "C.UTF-8" else "C.UTF-8"
    for name, value in (("PYTHONHASHSEED", "7"), ("TZ", "Asia/Tokyo"), ("LC_ALL", language)):
        assert int(ask(tell, env={**os.environ, name: value})) == os.getpid(), name
