"""A small mail server on 127.0.0.1 that can be told to refuse, to hang up and to be slow: for tests and for
`bench_faults`. It keeps what it receives and sends nothing on."""

import socketserver
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Script:
    """What the server answers: refused recipients, its reply to the text (None hangs up instead). `before_answer` is
    called with the number of mails received before the server confirms one."""

    refuse: dict[str, str] = field(default_factory=dict)
    after_text: str | None = "250 taken"
    greeting: str = "220 ready"
    received: list[bytes] = field(default_factory=list)
    before_answer: Callable[[int], None] = lambda number: None


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        with suppress(ConnectionError):  # whoever was killed hangs up in the middle of a sentence
            self.talk()

    def talk(self):
        script: Script = self.server.script
        self.reply(script.greeting)
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.split(" ", 1)[0].upper()
            if verb == "RCPT":
                address = command.split("<", 1)[1].split(">", 1)[0]
                self.reply(script.refuse.get(address, "250 fine"))
            elif verb == "DATA":
                self.reply("354 go ahead")
                script.received.append(self.read_text())
                script.before_answer(len(script.received))
                if script.after_text is None:
                    return
                self.reply(script.after_text)
            elif verb == "QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 fine")

    def read_text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError("the client is gone")
            lines.append(line)
        return b"".join(lines)

    def reply(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False  # joined on close: no thread outlives its test


@contextmanager
def mail_server(script: Script):
    """Run a server that follows `script`; yields its port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.script = script
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
