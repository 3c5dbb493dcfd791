"""deploy/: a class on a server. The twelve students themselves are in tests/hub.py, which takes minutes."""

import os
import re
import shutil
import subprocess
import tomllib
import uuid
from pathlib import Path

import pytest
import yaml
from jupyter_server.serverapp import ServerApp
from packaging.requirements import Requirement
from support.dockerfile import steps
from support.shared import ROOT
from traitlets.config.loader import Config, PyFileConfigLoader

from trilateral.cli import parser
from trilateral.lab_files import NotebookFiles

DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (DEPLOY / "README.md").read_text("utf-8")
VALUES = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text("utf-8"))
PINS = [
    Requirement(line) for line in (DEPLOY / "requirements.txt").read_text().splitlines() if line[0] != "#"
]
ON_LINUX = pytest.mark.skipif(os.name == "nt", reason="servers are Linux")


def loaded(file: Path) -> Config:
    return PyFileConfigLoader(file.name, path=str(file.parent)).load_config()


@pytest.fixture
def class_of_100(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRILATERAL_STUDENTS", "100")
    monkeypatch.setenv("TRILATERAL_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    monkeypatch.syspath_prepend(DEPLOY)


@pytest.mark.usefixtures("class_of_100")
def test_the_configuration_loads_and_holds_what_a_class_needs(tmp_path: Path) -> None:
    c = loaded(DEPLOY / "jupyterhub_config.py")
    assert (c.JupyterHub.concurrent_spawn_limit, c.JupyterHub.active_server_limit) == (32, 100)
    assert (c.Spawner.start_timeout, c.Spawner.http_timeout) == (300, 120)
    assert (c.JupyterHub.cleanup_servers, c.JupyterHub.cleanup_proxy) == (False, False)
    assert c.JupyterHub.bind_url == "http://127.0.0.1:8000", (
        "nothing is open to a network before somebody says so"
    )
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    (service,), (role,) = c.JupyterHub.services, c.JupyterHub.load_roles
    assert role["services"] == [service["name"]]


@ON_LINUX
@pytest.mark.usefixtures("class_of_100")
def test_the_littlest_hub_reads_the_same_through_its_link_and_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "course.py").symlink_to(DEPLOY / "tljh" / "course.py")
    (tmp_path / "hub.py").write_text(
        "c = get_config()\nc.Spawner.mem_limit = '700M'\nload_subconfig('course.py')\n"
    )
    c = loaded(tmp_path / "hub.py")
    assert (c.Spawner.mem_limit, c.Spawner.http_timeout) == ("700M", 120)
    assert c.JupyterHub.concurrent_spawn_limit == 32


def test_kubernetes_has_the_same_settings_and_one_folder_for_each_user() -> None:
    hub, student = VALUES["hub"], VALUES["singleuser"]
    assert (student["startTimeout"], hub["config"]["KubeSpawner"]["http_timeout"]) == (300, 120)
    assert student["storage"]["static"]["subPath"] == "{unescaped_username}"
    name = re.compile(hub["config"]["Authenticator"]["username_pattern"])
    assert all(name.fullmatch(one) for one in ("kim.minji", "김민지", "x@school.kr", "lee-2"))
    assert not any(name.fullmatch(one) for one in ("..", ".kim", "a/../b", "a b", ""))
    home = f"/home/{next(rest for word, rest in steps(DEPLOY / 'Dockerfile') if word == 'USER')}"
    assert student["storage"]["homeMountPath"] == home
    assert "password: CHANGE" in (DEPLOY / "kubernetes" / "values.yaml").read_text(), (
        "no password that all know"
    )


def test_jupyterhub_is_pinned_and_no_dependency_of_the_course() -> None:
    assert all(re.fullmatch(r"==[\d.]+", str(pin.specifier)) for pin in PINS)
    names = {pin.name for pin in PINS}
    assert {"jupyterhub", "nbgitpuller"} <= names
    project = PROJECT["project"]
    lists = [*project["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    every = [*project["dependencies"], *(line for lines in lists for line in lines)]
    assert names & {Requirement(line).name for line in every} == set()
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert names & set(locked) == set()


def test_the_installer_asks_for_extras_that_there_are_and_the_lock() -> None:
    script = (DEPLOY / "install.sh").read_text("utf-8")
    extras, groups = re.findall(r"--extra (\w+)", script), re.findall(r"--group (\w+)", script)
    assert set(extras) <= PROJECT["project"]["optional-dependencies"].keys() and "lab" in extras
    assert set(groups) <= PROJECT["dependency-groups"].keys()
    assert "-r deploy/requirements.txt -c requirements.lock" in script
    page = re.search(r"echo '(.*)'", script)[1]
    assert page in (ROOT / "start.py").read_text("utf-8"), "the same as start.py's"


@ON_LINUX
def test_the_installer_gives_servers_their_settings_and_keeps_those_of_others(tmp_path: Path) -> None:
    stub, settings = tmp_path / "bin" / "python", tmp_path / "etc" / "jupyter" / "jupyter_server_config.py"
    stub.parent.mkdir()
    stub.write_text("#!/bin/sh\n")
    stub.chmod(0o755)
    ours = (DEPLOY / settings.name).read_text("utf-8")
    for before, after in (
        (None, ours),
        (f"{ours.splitlines()[0]}\nof last year", ours),
        ("c.ServerApp.ip = ''\n", None),
    ):
        if before is not None:
            settings.write_text(before, "utf-8")
        done = subprocess.run(
            ["bash", DEPLOY / "install.sh", tmp_path], capture_output=True, text=True, check=True
        )
        assert settings.read_text("utf-8") == (after or before)
        assert (f"{settings} is your own" in done.stderr) == (after is None), done.stderr


@ON_LINUX
def test_kernels_listen_in_a_short_folder_of_their_owner_and_opening_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As a server has it after reading the file: what is set must be what Jupyter takes."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))  # the file sets it, and it is put back
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(DEPLOY))
    server = ServerApp()
    server.load_config_file()
    server.init_configurables()
    folder = Path(server.kernel_manager.connection_dir)
    try:
        assert folder != tmp_path and folder.stat().st_mode & 0o777 == 0o700
        kernel = server.kernel_manager.kernel_manager_factory(
            parent=server.kernel_manager, connection_file=str(folder / f"kernel-{uuid.uuid4()}.json")
        )
        kernel.write_connection_file()
        assert kernel.transport == "ipc"
        paths = {f"{kernel.ip}-{port}" for port in kernel.ports}
        assert len(paths) == 5 and {Path(one).parent for one in paths} == {folder}
        assert all(len(os.fsencode(one)) <= 107 for one in paths), "what a socket's path may have"
    finally:
        shutil.rmtree(folder)
    assert type(server.contents_manager) is NotebookFiles


def test_the_image_copies_what_the_wheel_is_made_of_and_no_solutions() -> None:
    done = steps(DEPLOY / "Dockerfile")
    copied = [source for word, rest in done if word == "COPY" for source in rest.split()[:-1]]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert not any("solutions" in source or source in (".", "exercises") for source in copied)
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = [
        *wheel["packages"],
        *wheel["force-include"],
        *wheel["shared-data"],
        PROJECT["project"]["readme"],
    ]
    for need in needed:
        assert any(need == source or need.startswith(f"{source}/") for source in copied), need
    (python,) = [re.search(r"python:([\d.]+)", rest)[1] for word, rest in done if word == "FROM"]
    assert Requirement(f"p{PROJECT['project']['requires-python']}").specifier.contains(python)
    runs = [rest for word, rest in done if word == "RUN"]
    (path,) = [rest for word, rest in done if word == "ENV"]
    (install,) = [rest.split() for rest in runs if "install.sh" in rest]
    assert path.startswith(f"PATH={install[-1]}/bin:")
    assert done.index(("USER", "student")) > done.index(("RUN", " ".join(install)))


@ON_LINUX
def test_students_get_no_solutions_not_even_in_the_history(tmp_path: Path) -> None:
    course, to = tmp_path / "course", tmp_path / "students.git"
    for name in ("notebooks/00.ipynb", "exercises/01.ipynb", "exercises/keys/01.json", "data/events.csv",
                 "exercises/solutions/01.ipynb", "exercises/worked/01.json", "notes.txt"):  # fmt: skip
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(name)
    (course / "deploy").mkdir()
    (course / "deploy" / "publish.sh").write_bytes((DEPLOY / "publish.sh").read_bytes())
    script = f"""
    set -e; cd {course}; git init -q; git config user.name a; git config user.email a@localhost
    git add -A; git commit -qm first; bash deploy/publish.sh {to}; bash deploy/publish.sh {to}
    echo new > notebooks/00.ipynb; echo also > exercises/solutions/02.ipynb; git add -A; git commit -qm second
    bash deploy/publish.sh {to}; git status --short
    cd {to}; git log --format=%s main; git rev-list --objects --all | cut -d' ' -f2-
    git show main:notebooks/00.ipynb
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[:3] == [f"Students get this course from {to}.", "Nothing has changed for students.",
                        f"Students get this course from {to}."]  # fmt: skip
    assert said[3:5] == ["The course, for students"] * 2
    assert said[-1] == "new" and "exercises/keys/01.json" in said
    assert not any("solutions" in line or "worked" in line or "notes" in line for line in said[5:])


def test_what_the_pages_say_exists() -> None:
    """Commands are parsed, files are there; the link of the docs leads here."""
    commands = re.findall(r"^\s+.*\btrilateral (\w+ .*)$", README, re.MULTILINE)
    assert any(line.startswith("gather ") for line in commands)
    for line in commands:
        parser().parse_args(line.split("   ")[0].split())
    unit = (DEPLOY / "jupyterhub.service").read_text("utf-8")
    for name in {*re.findall(r"deploy/[\w./-]+\w", README + unit)}:
        assert (ROOT / name).exists(), name
    for name in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (DEPLOY / name).exists(), name
    assert "KillMode=process" in unit, "a hub that is started again ends nobody's server"
    assert "deploy/README.md" in (ROOT / "docs" / "which-way-in.md").read_text("utf-8")
    for line in re.findall(r"TRILATERAL_\w+", README + unit):
        assert line in "".join(path.read_text("utf-8") for path in DEPLOY.glob("*.py")), line
