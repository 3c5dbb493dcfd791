"""`python -m trilateral` is the command `trilateral`, which begins in `trilateral_command`."""

import sys

from trilateral_command import main

__all__ = ["main"]  # command files that were installed earlier import it from here

if __name__ == "__main__":
    sys.exit(main())
