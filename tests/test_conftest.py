"""What every test relies on without seeing it."""

import socket

import conftest
import nbval.kernel
import pytest
from conftest import refuse_the_network


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("example.org", 80)])
def test_no_test_reaches_beyond_this_machine(address: tuple[str, int]) -> None:
    with pytest.raises(PermissionError, match="only this machine is allowed"):
        refuse_the_network("socket.connect", (None, address))


def test_the_refusal_is_at_work() -> None:
    with socket.socket() as client, pytest.raises(PermissionError, match="only this machine"):
        client.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
    refuse_the_network("socket.connect", (None, "/run/a-unix-socket"))
    refuse_the_network("socket.connect", (None, ("::1", 80, 0, 0)))
    refuse_the_network("open", ("/etc/hosts", "r", 0))


def test_a_kernel_that_does_not_answer_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def start(startup_timeout: int = 60, kernel_name: str = "") -> str:
        tried.append(startup_timeout)
        if len(tried) < limit:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return kernel_name

    monkeypatch.setattr(conftest, "START", start)
    # pytest holds another copy of conftest than the one imported here.
    assert nbval.kernel.start_new_kernel.__name__ == "start_again"
    limit = 3
    assert conftest.start_again(kernel_name="python3") == "python3"
    assert tried == [20, 20, 20]
    limit = 99
    with pytest.raises(RuntimeError, match="Kernel died"):
        conftest.start_again(kernel_name="python3")
