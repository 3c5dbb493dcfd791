"""Where the command `trilateral` begins.

It stands outside the package: to import a module of the package is to run the package's own first lines, and
Ctrl+C is caught from here on.
"""

import sys


def main() -> int:
    """Run the command line; Ctrl+C, at whatever moment, ends it with one plain line and the status 130."""
    try:
        from trilateral.cli import main as run

        return run()
    except KeyboardInterrupt:
        print("\ntrilateral: stopped.", file=sys.stderr)
        return 130
