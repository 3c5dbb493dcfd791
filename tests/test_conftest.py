"""What every test relies on without seeing it."""

import socket

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
