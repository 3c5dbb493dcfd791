"""A student of a hub, as a program: logs in, opens a link, runs cells, saves, as a browser does."""

import json
import re
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import requests
import websocket


class Lost(AssertionError):
    """Something did not come about for a student."""


@dataclass
class Student:
    """One student.

    Attributes:
        name: the login, in any script.
        hub: the address of the hub.
        waits: seconds, by what was waited for.
        gone: done with what was to be done, or given up.
        cut: how often the line to the kernel broke, as it does when the hub starts its proxy again.
    """

    name: str
    hub: str
    patience: float = 600.0
    waits: dict[str, float] = field(default_factory=dict)
    cut: int = 0
    kernel: str = ""
    gone: bool = False

    def __post_init__(self) -> None:
        self.web = requests.Session()
        self.web.trust_env = False
        self.mine = f"{self.hub}/user/{quote(self.name, safe='@')}"
        self._socket: websocket.WebSocket | None = None

    def log_in(self, password: str) -> None:
        self.web.get(f"{self.hub}/hub/login").raise_for_status()
        (token,) = [one.value for one in self.web.cookies if one.name == "_xsrf" and one.path == "/hub/"]
        given = {"username": self.name, "password": password, "_xsrf": token}
        answer = self.web.post(f"{self.hub}/hub/login", data=given, allow_redirects=False)
        if answer.status_code != 302:
            raise Lost(f"{self.name}: cannot log in ({answer.status_code})")

    def open_link(self, repo: Path) -> None:
        """Open the link that a teacher gives, wait for the server, and let nbgitpuller do its work."""
        began = time.monotonic()
        wanted = {
            "repo": str(repo),
            "branch": "main",
            "urlpath": "lab/tree/trilateral/notebooks/00-start-here.ipynb",
        }
        link = f"{self.hub}/hub/user-redirect/git-pull?{urlencode(wanted)}"
        page = ""

        def is_there() -> bool:
            nonlocal page
            answer = self.web.get(link, timeout=self.patience)
            page = answer.text
            return answer.ok and "data-targetpath=" in page

        self._until("no server", is_there)
        self.waits.setdefault("server", time.monotonic() - began)
        began = time.monotonic()
        # What the page tells its own program.
        told = dict(re.findall(r'data-(repo|branch|targetpath|xsrf)="([^"]*)"', page))
        pull = {name.replace("xsrf", "_xsrf"): unquote(value) for name, value in told.items()}
        phase = ""
        with self.web.get(
            f"{self.mine}/git-pull/api?{urlencode(pull)}", stream=True, timeout=self.patience
        ) as said:
            for line in said.iter_lines(decode_unicode=True):
                if line and line.startswith("data:"):
                    phase = json.loads(line[5:])["phase"]
                    if phase in ("finished", "error"):
                        break
        if phase != "finished":
            raise Lost(
                f"{self.name}: the link's copy did not come ({said.status_code}, {phase or 'nothing said'})"
            )
        self.waits.setdefault("copy", time.monotonic() - began)

    def _token(self) -> str:
        found = [
            one.value for one in self.web.cookies if one.name == "_xsrf" and one.path.startswith("/user/")
        ]
        return found[0] if found else ""

    def _until(self, trouble: str, done: Any) -> None:
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            try:
                if done():
                    return
            except (requests.ConnectionError, websocket.WebSocketException, OSError):
                pass
            time.sleep(0.5)
        raise Lost(f"{self.name}: {trouble} within {self.patience:.0f} s")

    def ask(self, method: str, path: str, **given: Any) -> Any:
        answer = self.web.request(
            method,
            f"{self.mine}/api/{path}",
            headers={"X-XSRFToken": self._token()},
            timeout=self.patience,
            **given,
        )
        if not answer.ok:
            raise Lost(f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer.json() if answer.content else None

    def file(self, path: str) -> dict[str, Any]:
        return self.ask("GET", f"contents/trilateral/{path}?content=1")["content"]

    def save(self, path: str, notebook: dict[str, Any]) -> None:
        self.ask(
            "PUT",
            f"contents/trilateral/{path}",
            json={"type": "notebook", "format": "json", "content": notebook},
        )

    def start_kernel(self, path: str) -> None:
        given = {
            "path": f"trilateral/{path}",
            "name": path,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        self.kernel = self.ask("POST", "sessions", json=given)["kernel"]["id"]

    def _connect(self) -> None:
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.web.cookies
                            if one.path == "/" or one.path.startswith("/user/"))  # fmt: skip
        address = (
            f"ws{self.mine.removeprefix('http')}/api/kernels/{self.kernel}/channels?_xsrf={self._token()}"
        )
        self._socket = websocket.create_connection(
            address, cookie=cookies, origin=self.hub, timeout=self.patience
        )

    def run(self, code: str) -> str:
        """Run a cell and return what it prints and shows as text; connect again where it is cut."""
        for _ in range(20):
            try:
                if self._socket is None:
                    self._until("no way to the kernel", lambda: self._connect() or True)
                return self._run(code)
            except (websocket.WebSocketException, OSError):
                self._socket = None
                self.cut += 1
                time.sleep(0.5)
        raise Lost(f"{self.name}: the line to the kernel breaks again and again")

    def _run(self, code: str) -> str:
        number = uuid.uuid4().hex
        head = {
            "msg_id": number,
            "msg_type": "execute_request",
            "username": "",
            "session": number,
            "version": "5.3",
        }
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": False,
        }
        self._socket.send(json.dumps({"channel": "shell", "header": head, "parent_header": {}, "metadata": {},
                                      "content": content, "buffers": []}))  # fmt: skip
        shown = ""
        while True:
            said = self._socket.recv()
            if isinstance(said, bytes):  # what widgets' pages get
                continue
            got = json.loads(said)
            if got["parent_header"].get("msg_id") != number:
                continue
            kind, content = got["msg_type"], got["content"]
            if kind == "stream":
                shown += content["text"]
            elif kind == "execute_result":
                shown += content["data"].get("text/plain", "")
            elif kind == "error":
                raise Lost(f"{self.name}: {content['ename']}: {content['evalue']} in {code[:80]!r}")
            elif kind == "status" and content["execution_state"] == "idle":
                return shown
