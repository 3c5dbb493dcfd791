"""How JupyterLab reads and writes notebooks here: to open one does not change it.

As soon as a kernel answers, JupyterLab writes into the notebook which Python it is, to the last digit, and
takes that for a change: a dot on the tab, a question on leaving, a line in git. What is stored here says
"python" alone (`notebooks.py`). So JupyterLab is given what its kernel will say, and it is not stored.
"""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

__all__ = ["NotebookFiles"]

STORED = {"name": "python"}
# The kernels of `start.py` run in the environment of the server.
SAID: dict[str, Any] = dict(IPythonKernel.language_info)


class NotebookFiles(AsyncLargeFileManager):
    """Jupyter's own files, but for what a notebook says of its language."""

    async def get(self, *given: Any, **named: Any) -> Any:
        """Return a file as Jupyter does; a notebook with the language as its kernel will say it."""
        return _exchange(await super().get(*given, **named), STORED, SAID)

    async def save(self, model: Any, *given: Any, **named: Any) -> Any:
        """Store a file as Jupyter does; a notebook with the language as we store it."""
        return await super().save(_exchange(model, SAID, STORED), *given, **named)


def _exchange(model: Any, old: dict[str, Any], new: dict[str, Any]) -> Any:
    if model.get("type") == "notebook" and (content := model.get("content")):
        metadata = content.get("metadata", {})
        if metadata.get("language_info") == old:
            metadata["language_info"] = dict(new)
    return model
