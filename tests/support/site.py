"""Pages of the web site as tests read them, and the site on a server of this machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path


class Page(HTMLParser):
    """What a page of the site holds: links, anchors, pictures, what it loads, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.pictures: list[dict[str, str | None]] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.ids |= {own.get("id") or "", (own.get("name") or "") if tag == "a" else ""}
        if tag == "a" and own.get("href"):
            self.links.append(own["href"] or "")
        elif tag == "img":
            self.pictures.append(own)
        if tag in ("script", "img", "iframe") and own.get("src"):
            self.loads.append(own["src"] or "")
        if tag == "link" and own.get("rel") != "canonical":
            self.loads.append(own.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yield its address.

    In a process of its own: a thread for each request, started under coverage, can die of two tracers
    that are installed at once (Python 3.11), and its request is then never answered.
    """
    command = [sys.executable, "-IuSm", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            port = re.search(r"port (\d+)", line := server.stdout.readline())
            assert port, f"the server did not start: {line}"
            yield f"http://localhost:{port[1]}"
        finally:
            server.terminate()
