"""A real JupyterLab and a real browser, for the tests that use the course as a student does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from support.browser import launch

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy knows no loopback of ours
CONNECTED = """() => {
    const session = window.jupyterapp?.shell?.currentWidget?.sessionContext;
    return session?.isReady && session.session?.kernel?.connectionStatus === 'connected'
        && session.session.kernel.status === 'idle';
}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path, scratch: Path) -> Iterator[str]:
    """Run JupyterLab, and Notebook 7 with it, over a folder, on loopback; it ends with the block.

    It gives its address.
    """
    settings = scratch / "config" / "labconfig"
    settings.mkdir(parents=True)
    # Its offer of news would stand in the pictures, and asks the internet.
    disabled = {"@jupyterlab/apputils-extension:announcements": True}
    (settings / "page_config.json").write_text(json.dumps({"disabledExtensions": disabled}))
    places = {f"JUPYTER_{name.upper()}_DIR": str(scratch / name) for name in ("config", "data", "runtime")}
    environment = {
        **os.environ,
        **places,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(scratch / "ipython"),
    }
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--KernelManager.transport_encryption=auto",  # as start.py has it, and the next one
        "--ServerApp.contents_manager_class=trilateral.lab_files.NotebookFiles",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]
    with (scratch / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/status", process, scratch / "server.log")
            yield address
        finally:
            for number in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    process.send_signal(number)
                    try:
                        process.wait(10)
                    except subprocess.TimeoutExpired:
                        continue


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: int = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            DIRECT.open(url, timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """Run a headless browser; it ends with the block."""
    with sync_playwright() as playwright:
        running = launch(playwright, program)
        try:
            yield running
        finally:
            running.close()


def open_notebook(page: Page, address: str, path: str, place: str = "lab/tree") -> None:
    """Open a notebook and wait until its kernel answers; its place is `notebooks` in Notebook 7."""
    page.goto(f"{address}/{place}/{path}?reset", wait_until="domcontentloaded")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
    # The toolbar shows "idle" before there is a kernel: ask the session itself.
    page.wait_for_function(CONNECTED, timeout=90_000)


CLOSE_ALL = """async () => {
    for (const widget of [...jupyterapp.shell.widgets('main')]) {
        await widget.sessionContext?.shutdown();
        widget.dispose();
    }
}"""


def open_next(page: Page, path: str) -> None:
    """Open a notebook where JupyterLab is open already; others are closed, unsaved, with their kernels."""
    page.evaluate(CLOSE_ALL)
    command(page, "docmanager:open", path=path)
    page.wait_for_function(CONNECTED, timeout=90_000)


def command(page: Page, name: str, timeout: int = 120_000, **arguments: Any) -> None:
    """Carry out one of JupyterLab's commands and wait until it is done."""
    call = f"jupyterapp.commands.execute('{name}', {json.dumps(arguments)})"
    # The evaluation must not return the promise: it would block until the run ends, past every time limit.
    page.evaluate(f"window.done = false; void {call}.then(() => {{ window.done = true; }})")
    page.wait_for_function("window.done === true", timeout=timeout)


def run_all(page: Page) -> None:
    """Run every cell of the notebook that is open."""
    command(page, "notebook:run-all-cells")


def show_cell(page: Page, text: str) -> None:
    """Scroll to the first cell with a text in its source or outputs: JupyterLab 4.4 draws those in sight."""
    page.evaluate(
        """async text => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const has = (cell) => JSON.stringify(cell.model.toJSON()).includes(text);
            await notebook.scrollToItem(notebook.widgets.findIndex(has), 'center');
        }""",
        text,
    )


def run_code(page: Page, code: str) -> str:
    """Run code in the open notebook's kernel, as a new last cell, and return the text it prints."""
    result: str = page.evaluate(
        """async (code) => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code, store_history: false});
            let text = '';
            future.onIOPub = (message) => {
                if (message.header.msg_type === 'stream') text += message.content.text;
                if (message.header.msg_type === 'error') text += message.content.traceback.join('\\n');
            };
            await future.done;
            return text;
        }""",
        code,
    )
    return result


def press_beside(page: Page, cell: str, *keys: str) -> None:
    """Press keys beside a cell, as somebody who thinks that the pointer stands in it."""
    page.evaluate(
        """name => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.deselectAll();
            notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.id === name);
            notebook.mode = 'command';
            notebook.activate();
        }""",
        cell,
    )
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Escape")  # a message that says that it cannot be done
