"""`python -m trilateral` is the command `trilateral`, and this is where both begin.

Nothing but `main` stands at the top: what takes time is imported where an interrupt is caught.
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


if __name__ == "__main__":
    sys.exit(main())
