"""The three lists of dependencies agree: pyproject.toml (bounds), requirements.lock, environment.yml."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from support.shared import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BOUNDS = {
    canonicalize_name((requirement := Requirement(line)).name): requirement.specifier
    for line in [
        *PROJECT["project"]["dependencies"],
        *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in PROJECT["dependency-groups"].values() for line in group),
    ]
}
LOCK = (ROOT / "requirements.lock").read_text()
LOCKED = {
    name: Version(version) for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE)
}
# Names that conda-forge spells otherwise than the Python Package Index.
CONDA = {"matplotlib-base": "matplotlib"}


def environment() -> dict[str, str]:
    """Return the versions in environment.yml by the names of the Python Package Index."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pairs = [item.split("=", 1) for item in listed if isinstance(item, str) and "=" in item]
    return {CONDA.get(name, name): version for name, version in pairs}


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_every_dependency_is_bounded_and_its_lock_is_within(name: str) -> None:
    operators = {bound.operator for bound in BOUNDS[name]}
    assert operators == {">=", "<"}, f"pyproject.toml: give {name} a lower and an upper bound"
    assert name in LOCKED, f"requirements.lock lacks {name}: CONTRIBUTING.md says how to renew it"
    assert BOUNDS[name].contains(LOCKED[name]), f"requirements.lock: {name} {LOCKED[name]} is out of bounds"


def test_conda_users_get_the_locked_versions() -> None:
    versions = environment()
    python = versions.pop("python")
    assert Version(python) in Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["lab"], *extras["grade"]]  # what a student needs
    assert set(versions) == {canonicalize_name(Requirement(line).name) for line in needed}
    assert {name: Version(version) for name, version in versions.items()} == {
        name: LOCKED[name] for name in versions
    }


def test_what_a_student_needs_is_no_tool_of_a_maintainer() -> None:
    project = PROJECT["project"]
    core = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert core == {
        "anywidget", "babel", "ipywidgets", "jinja2", "matplotlib", "nbformat", "openpyxl", "pandas",
        "platformdirs",
    }  # fmt: skip
    assert {"lab", "grade", "test", "site"} <= project["optional-dependencies"].keys()
    wide = {"pandas": "2.2.2", "matplotlib": "3.9.0", "ipywidgets": "7.7.1"}  # Colab's, in 2026
    assert [name for name, version in wide.items() if not BOUNDS[name].contains(version)] == []


def test_every_pin_of_the_lock_has_a_hash_and_no_address() -> None:
    blocks = re.split(r"\n(?=[\w.-]+==)", LOCK.strip())
    assert len(blocks) > 100
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in LOCK


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    import trilateral

    assert trilateral.__version__ == version
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"] == version
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text()
