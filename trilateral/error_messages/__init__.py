"""Error messages for novices: when a cell fails, one sentence, the student's own line, and the next step.

Python's traceback stays, collapsed behind them. All of it is for people at a front end which tells the kernel
what cell it runs (JupyterLab, Notebook 7, VS Code): programs that run notebooks (nbclient, nbval, nbgrader,
our own grader) do not, and get what Python and IPython give.

To see Python's own tracebacks in a notebook: `from trilateral.error_messages import off; off()`.
"""

from trilateral.error_messages.hook import off, switch_on

__all__ = ["load_ipython_extension", "off", "switch_on"]

load_ipython_extension = switch_on
