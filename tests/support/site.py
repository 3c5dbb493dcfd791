"""Pages of the web site as tests read them, and the site on a server of this machine."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
