"""The front end: its own tests, and a bundle that is what the sources make, small, legible and offline."""

import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from support import node
from support.node import JS
from support.shared import ROOT


def test_bundle_is_what_the_sources_make(front_end: Path, tmp_path: Path) -> None:
    done = node.call("node", "build.js", str(tmp_path), cwd=front_end)
    assert done.returncode == 0, done.stderr[-1000:]
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in (ROOT / "trilateral" / "static").iterdir())
    for name in made:
        assert (tmp_path / name).read_bytes() == (ROOT / "trilateral" / "static" / name).read_bytes(), name


@pytest.mark.parametrize("command", ["test", "types"])
def test_javascript(front_end: Path, command: str) -> None:
    done = node.call("npm", "run", "-s", command, cwd=front_end)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("theme", "papers"), [(0, ["#ffffff", "#f6f7f9"]), (1, ["#15181c", "#111111", "#212121"])]
)
def test_every_colour_is_legible(theme: int, papers: list[str]) -> None:
    style = (JS / "src" / "lib" / "base.css").read_text(encoding="utf-8")
    block = (
        style.split(".tl {")[1].split("}")[0]
        if theme == 0
        else style.split('[data-theme="dark"] {')[1].split("}")[0]
    )
    named = dict(re.findall(r"--tl-([\w-]+):[^;#]*(#[0-9a-f]{6})", block))
    for name in ["quiet", "accent", *(f"hue-{k}" for k in range(8))]:
        for paper in papers:
            assert contrast(named[name], paper) >= 4.5, (name, paper)
    for paper in (named["accent-paper"], named["warn-paper"]):
        assert contrast(named["ink"], paper) >= 4.5
        assert contrast(named["quiet"], paper) >= 4.5
    assert contrast(named["accent"], named["accent-paper"]) >= 4.5
    assert contrast(named["edge"], papers[0]) >= 3


def test_bundle_is_small_and_asks_nothing_of_the_network() -> None:
    bundle = (ROOT / "trilateral" / "static" / "timeline.js").read_bytes()
    assert len(gzip.compress(bundle)) < 60_000
    text = bundle.decode()
    addresses = set(re.findall(r"https?://[^\s\"'`]+", text))
    assert {a for a in addresses if not a.startswith("http://www.w3.org/")} == set()
    # d3-selection has a method for markup; our own sources never set any.
    assert not any("innerHTML" in path.read_text(encoding="utf-8") for path in (JS / "src").rglob("*.js"))
    assert not re.search(r"\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|sourceMappingURL", text)
