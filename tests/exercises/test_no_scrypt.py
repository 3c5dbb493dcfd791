"""`check` where Python has no scrypt of its own, as in a browser (Pyodide)."""

import hashlib
import sys

import pytest

from trilateral.exercises import check as checking
from trilateral.exercises.check import check, derive


@pytest.fixture
def no_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without scrypt, in which nothing was derived before."""
    monkeypatch.delattr(hashlib, "scrypt")
    monkeypatch.setattr(checking, "_derive", checking._derive.__wrapped__)


@pytest.mark.parametrize("form", ["text:C08", "", "한국\0", "a" * 5000])
def test_another_scrypt_makes_the_same_digest(form: str, request: pytest.FixtureRequest) -> None:
    ours = derive(form, "salt 1")
    request.getfixturevalue("no_scrypt")
    assert derive(form, "salt 1") == ours != derive(form, "salt 2")


def test_answers_are_checked(no_scrypt: None, capsys: pytest.CaptureFixture[str]) -> None:
    check("1.1", "certainly not this")
    assert "cannot be checked" not in capsys.readouterr().out


def test_without_any_it_is_said_what_to_do(
    no_scrypt: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.kdf.scrypt", None)
    check("1.2", 0)
    check("1.1", ...)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        "1.2: cannot be checked: this Python has no scrypt. Run `%pip install cryptography`"
    )
    assert "not attempted" in lines[1]
