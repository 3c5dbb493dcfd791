"""What `tests/support/shared.py` does holds for every test, also where only notebooks are asked for."""

pytest_plugins = ["support.shared"]
