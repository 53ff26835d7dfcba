import socket

import pytest

from launcher import ports
from launcher.messages import Problem


@pytest.fixture
def taken():
    """A port in use whose follower is free."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind((ports.ADDRESS, 0))
            first.listen()
            port = first.getsockname()[1]
            try:
                second.bind((ports.ADDRESS, port + 1))
            except OSError:
                continue
            second.close()
            yield port
            return


def test_a_free_port_is_used_as_wanted(taken):
    with ports.listen(taken + 1) as listener:
        assert listener.getsockname() == (ports.ADDRESS, taken + 1)


def test_a_taken_port_gives_way_to_the_next_one(taken):
    with ports.listen(taken) as listener:
        assert listener.getsockname()[1] > taken


def test_no_free_port_is_one_sentence(monkeypatch, taken):
    monkeypatch.setattr(ports, "_TRIES", 1)
    with pytest.raises(Problem, match=f"No free port from {taken} on"):
        ports.listen(taken)


def test_a_port_that_is_not_allowed_is_one_sentence(monkeypatch):
    class Refusing(socket.socket):
        def bind(self, _address):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(ports.socket, "socket", Refusing)
    with pytest.raises(Problem, match="Port 8000 cannot be used: Permission denied"):
        ports.listen(8000)
