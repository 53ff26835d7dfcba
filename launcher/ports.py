"""The port of the web server: bound here and handed over, so that nobody can take it in between."""

import errno
import socket

from launcher.messages import Problem

ADDRESS = "127.0.0.1"
_TRIES = 50


def listen(wanted: int) -> socket.socket:
    """Return a socket listening on `wanted` or on the next free port above it.

    Raises Problem when the port is not allowed or the next 50 are all taken.
    """
    for port in range(wanted, min(wanted + _TRIES, 65536)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise Problem(f"Port {port} cannot be used: {error.strerror}.") from error
        return listener
    raise Problem(f"No free port from {wanted} on; choose another one with --port.")
