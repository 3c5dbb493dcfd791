"""Whether a program, and no person, runs the cells: a grader, a test, a command that runs notebooks."""

import os

__all__ = ["VARIABLE", "unattended"]

VARIABLE = "TRILATERAL_UNATTENDED"
"""Set by `trilateral notebooks` and by the grader's workers for the processes that they start."""


def unattended() -> bool:
    """Tell whether nobody reads what a cell says: then no progress is kept, and errors are Python's own."""
    return bool({VARIABLE, "NBGRADER_EXECUTION", "PYTEST_VERSION"} & set(os.environ))
