"""`python -m trilateral` is the command `trilateral`."""

import sys

from trilateral.cli import main

sys.exit(main())
