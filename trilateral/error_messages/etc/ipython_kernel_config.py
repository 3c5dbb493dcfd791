"""Installed as etc/ipython/ipython_kernel_config.py: kernels tell errors in plain words from their start.

Without it they do so from the first import of the package, and a check that is run before the first cell
would be a NameError of Python's.
"""

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.IPKernelApp.extensions.append("trilateral.error_messages")
