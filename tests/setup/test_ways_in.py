"""The ways in that are no set-up of one's own: Binder, Colab, and the page that names them all."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from support.shared import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SETTINGS = tomllib.loads((ROOT / "website" / "settings.toml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "which-way-in.md").read_text("utf-8")
BROWSER = (ROOT / "docs" / "in-a-browser.md").read_text("utf-8")


def test_binder_gets_the_core_and_the_lab_within_the_same_bounds() -> None:
    lines = (ROOT / "binder" / "requirements.txt").read_text("utf-8").splitlines()
    given = {str(Requirement(line)) for line in lines if not line.startswith("#")}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]]
    assert given == {str(Requirement(line)) for line in wanted}
    python = (ROOT / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(python)


@pytest.mark.skipif(os.name == "nt", reason="Binder is Linux")
def test_binder_installs_this_course_with_the_settings_of_start(tmp_path: Path) -> None:
    stub = tmp_path / "bin" / "python"
    stub.parent.mkdir()
    stub.write_text(
        f'#!/bin/sh\necho "$*" >> {tmp_path}/said\n[ "$1" = -c ] && echo {tmp_path}/env || true\n'
    )
    stub.chmod(0o755)
    script = ROOT / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    path = f"{stub.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([str(script)], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    assert (tmp_path / "said").read_text().splitlines()[0] == "-m pip install --quiet --no-deps --editable ."
    said = json.loads((tmp_path / "env/etc/jupyter/labconfig/page_config.json").read_text())
    started = (ROOT / "start.py").read_text("utf-8")
    assert json.dumps(said) in started, "the same as start.py's"
    server = json.loads((tmp_path / "env/etc/jupyter/jupyter_server_config.json").read_text())["ServerApp"]
    assert all(f"--ServerApp.{name}={value}" in started for name, value in server.items()), server


def test_nothing_asks_a_registry_for_a_package_of_our_name() -> None:
    files = [
        ROOT / "README.md",
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("binder/*"),
        *ROOT.glob("notebooks/*.ipynb"),
        *ROOT.glob("trilateral/**/*.py"),
    ]
    told = {file: re.findall(r"pip3? install[^\n`]*trilateral", file.read_text("utf-8")) for file in files}
    assert {file.name: lines for file, lines in told.items() if lines} == {}
    assert "%pip install --quiet --no-index {wheels}" in BROWSER


@pytest.mark.parametrize("name", ["which-way-in.md", "in-a-browser.md"])
def test_every_link_of_the_pages_leads_somewhere(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        file, _, part = target.partition("#")
        path = ROOT / "docs" / (file or name)
        assert path.is_file(), target
        heads = (
            {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in headings(path)}
            if part
            else {""}
        )
        assert part in heads, target


def headings(path: Path) -> list[str]:
    return re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)


def test_each_reader_has_three_lines_and_a_link_and_addresses_stand_in_one_place() -> None:
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    readers = [part for part in parts if part.startswith("You")]
    assert len(readers) == 6
    for part in readers:
        lines = part.strip().splitlines()[2:]
        assert len(lines) == 3 and "](" in lines[-1], part
    assert "docs/which-way-in.md" in (ROOT / "README.md").read_text("utf-8")
    ours = [address for address in SETTINGS.values() if address]
    found = re.findall(r"https?://[^\s)>`]+", PAGE)
    assert [address for address in found if not address.startswith(tuple(ours))] == []
    assert [address for address in ours if address not in PAGE] == [], "website/settings.toml has an address"


def test_jupyterlab_wraps_long_lines_of_code_by_a_setting_that_it_knows() -> None:
    name = "trilateral/lab_settings.json"
    settings = json.loads((ROOT / name).read_text("utf-8"))
    assert settings["@jupyterlab/notebook-extension:tracker"]["codeCellConfig"] == {"lineWrap": True}
    for plugin, values in settings.items():
        schema = Path(sys.prefix, "share/jupyter/lab/schemas", f"{plugin.replace(':', '/')}.json")
        known = json.loads(schema.read_text("utf-8"))["properties"]
        for key, value in values.items():
            assert value.keys() <= known[key]["default"].keys()
    installed = Path(sys.prefix, "etc/jupyter/labconfig/default_setting_overrides.d/trilateral.json")
    assert json.loads(installed.read_text("utf-8")) == settings
