"""What a browser fetches to run the course: the stored list, and what is said where it cannot be had."""

import hashlib
import importlib
import json
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from support.shared import ROOT

STORED = json.loads((ROOT / "website" / "lite_files" / "packages.json").read_text("utf-8"))


@pytest.fixture
def lite_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "website"))
    yield importlib.import_module("lite_lock")
    sys.modules.pop("lite_lock")


def test_what_runs_in_a_browser_is_within_the_courses_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {one.name: one for one in map(Requirement, project["dependencies"])}
    have = {name: one["version"] for name, one in STORED["packages"].items()}
    both = wanted.keys() & have.keys()
    assert both >= {"pandas", "matplotlib", "jinja2", "platformdirs"}
    assert [name for name in both if not wanted[name].specifier.contains(have[name])] == []
    tested = {one.name: one for one in map(Requirement, project["optional-dependencies"]["test"])}
    assert tested["cryptography"].specifier.contains(have["cryptography"])


def test_lines_of_code_are_wrapped_as_in_jupyterlab(lite_lock: ModuleType, tmp_path: Path) -> None:
    lite = importlib.import_module("lite")
    (tmp_path / "static").mkdir()
    lite.configure(tmp_path, tmp_path, {}, "./")
    settings = (ROOT / "trilateral" / "lab_settings.json").read_text("utf-8")
    assert (tmp_path / "overrides.json").read_text("utf-8") == settings
    sys.modules.pop("lite")


def test_every_package_is_imported_by_what_the_wheel_needs(lite_lock: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(one).name for one in project["dependencies"]}
    # nbformat is of the commands, which do not run there; babel waits for a cell that imports it.
    assert needed - {*lite_lock.COURSE} == {"babel", "nbformat"}
    assert {*lite_lock.COURSE} - needed == {"cryptography"}, "scrypt, which Python has not there"
    assert {*lite_lock.COURSE} <= {*STORED["packages"], *lite_lock.OWN}


def test_the_list_holds_what_is_needed_and_no_more(lite_lock: ModuleType) -> None:
    lock: dict[str, Any] = {"info": {"abi_version": "x"}, "packages": {}}
    for name, depends in {
        **dict.fromkeys([*lite_lock.WANTED, *lite_lock.KERNEL_WANTED], ()),
        **{"pandas": ("NumPy", "python_dateutil"), "numpy": (), "python-dateutil": ("six",), "six": ()},
        "scipy": ("numpy",),
    }.items():
        lock["packages"][name] = {"name": name, "depends": [*depends]}
    found = lite_lock.subset(lock, "1.2.3")
    assert found["pyodide"] == "1.2.3" and found["info"] == {"abi_version": "x"}
    assert {"numpy", "python-dateutil", "six"} <= found["packages"].keys() and "scipy" not in found[
        "packages"
    ]
    again = lite_lock.subset(STORED, STORED["pyodide"])
    assert again == STORED, "what is stored needs nothing that is not stored"


def test_a_wheel_is_known_by_its_digest_and_its_packages(lite_lock: ModuleType, tmp_path: Path) -> None:
    wheel = tmp_path / "et_xmlfile-2.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as content:
        for name in ("et_xmlfile/__init__.py", "et_xmlfile-2.0.0.dist-info/METADATA", "alone.py"):
            content.writestr(name, "")
    found = lite_lock.entry(wheel, "wheels/x.whl", ["one"])
    assert (found["name"], found["version"], found["imports"]) == ("et-xmlfile", "2.0.0", ["et_xmlfile"])
    assert found["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()


def test_a_school_without_a_way_out_has_pyodide_on_its_own_site(
    lite_lock: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").mkdir()
    given = {name: name.encode() for name in (*lite_lock.CORE, "pandas.whl")}
    packages = {"pandas": {"file_name": "pandas.whl", "sha256": lite_lock.digest(b"pandas.whl")}}
    (tmp_path / "packages.json").write_text(json.dumps({"pyodide": "9", "packages": packages}))
    monkeypatch.setattr(lite_lock, "FILES", tmp_path)

    def said(out: str) -> str:
        with pytest.raises(lite_lock.NotMade) as refused:
            lite_lock.copy_pyodide(tmp_path / "full", tmp_path / out)
        return str(refused.value)

    assert "has no pyodide.mjs: it must hold the full distribution of Pyodide 9" in said("one")
    for name, content in given.items():
        (tmp_path / "full" / name).write_bytes(content)
    (tmp_path / "full" / "pandas.whl").write_bytes(b"of another version")
    assert said("two").endswith("pandas.whl is missing, or is not of Pyodide 9")
    (tmp_path / "full" / "pandas.whl").write_bytes(b"pandas.whl")
    (tmp_path / "full" / "scipy.whl").write_bytes(b"large, and not needed")
    lite_lock.copy_pyodide(tmp_path / "full", tmp_path / "three")
    assert {path.name: path.read_bytes() for path in (tmp_path / "three").iterdir()} == given


def test_addresses_of_what_is_fetched_lead_to_the_site_or_to_pyodide(lite_lock: ModuleType) -> None:
    def lock(base: str) -> dict[str, Any]:
        names = {*lite_lock.PRELOADED, "trilateral"}
        packages = {
            name: {"name": name, "file_name": f"wheels/{name}.whl", "depends": [], "sha256": "0"}
            for name in names
        }
        packages["trilateral"]["depends"] = ["Pandas"]
        packages["pandas"] = {
            "name": "pandas",
            "file_name": f"{base}pandas.whl",
            "depends": [],
            "sha256": "1",
        }
        return {"packages": packages}

    public = dict(lite_lock.downloads(lock("https://a.org/"), "https://a.org/"))
    assert public["https://a.org/pandas.whl"] == "1" and public["https://a.org/pyodide.mjs"] == ""
    assert "static/wheels/trilateral.whl" in public
    ours = dict(lite_lock.downloads(lock("pyodide/"), "./static/pyodide/"))
    assert "static/pyodide/pandas.whl" in ours and "./static/pyodide/pyodide.mjs" in ours


def test_without_a_network_it_is_said_in_one_line(
    lite_lock: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(ROOT / "no" / "python"))
    monkeypatch.setattr(
        lite_lock.subprocess,
        "run",
        lambda *_, **__: lite_lock.subprocess.CompletedProcess([], 1, "", "WARNING: x\nERROR: no route"),
    )
    with pytest.raises(lite_lock.NotMade) as refused:
        lite_lock.tools()
    assert (
        str(refused.value)
        == "what builds it could not be fetched. Is there a network connection? (ERROR: no route)"
    )
    assert [*(tmp_path / "lite").iterdir()] == [], "nothing half done is left"
