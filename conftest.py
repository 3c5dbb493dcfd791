"""What these plugins do holds for every test, also where only notebooks are asked for."""

pytest_plugins = ["support.shared", "support.summary"]
