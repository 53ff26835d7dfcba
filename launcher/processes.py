"""Child processes: long-running programs with pid file and log, and short steps that must succeed."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from launcher import interrupts
from launcher.messages import Problem

_LARGEST_LOG = 5_000_000  # bytes; then the log is moved aside once, so two files exist at most


def identity(pid: int) -> str | None:
    """Return what tells this process from a later one with the same number; None when it is gone.

    Linux: boot id and start time in clock ticks. Elsewhere: the start time that `ps` prints.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return None
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    listed = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, started = listed.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()


def tail(log: Path, lines: int = 8) -> str:
    """Return the last lines of a log file, or an empty string."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _open_log(log: Path):
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".1.log"))
    return log.open("ab")


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


class Program:
    """One long-running child in a session of its own, so that Ctrl-C in the terminal does not reach it.

    `stop_signal` asks it to end; what is left after `stop_within` seconds is killed. `run_as` are the
    user arguments of `subprocess.Popen`, `pass_fds` open files that the child inherits.
    """

    def __init__(
        self,
        name: str,
        argv: list,
        *,
        log: Path,
        pid_file: Path,
        env: dict[str, str],
        cwd: Path,
        stop_signal: int = signal.SIGTERM,
        stop_within: float = 30,
        run_as: dict | None = None,
        pass_fds: tuple[int, ...] = (),
    ):
        self.name = name
        self.log = log
        self.process: subprocess.Popen | None = None
        self._argv = [str(part) for part in argv]
        self._pid_file = pid_file
        self._stop_signal = stop_signal
        self._stop_within = stop_within
        self._options = {"env": env, "cwd": cwd, "pass_fds": pass_fds, **(run_as or {})}

    def start(self) -> None:
        """Start it and write its pid file. Raises Problem when the program cannot be executed."""
        with interrupts.held(), _open_log(self.log) as log:
            try:
                self.process = subprocess.Popen(
                    self._argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    **self._options,
                )
            except OSError as error:
                raise Problem(f"{self.name} cannot be started: {error}.") from error
            content = {"pid": self.process.pid, "identity": identity(self.process.pid)}
            self._pid_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            whole = self._pid_file.with_suffix(".new")
            whole.write_text(json.dumps(content), encoding="utf-8")
            whole.replace(self._pid_file)  # nobody reads half a file

    def exit_code(self) -> int | None:
        """Return None while it runs; otherwise its code, negative for the signal that ended it."""
        return self.process.poll() if self.process else 0

    def stop(self) -> None:
        """Ask it to end and wait; kill what remains of its group."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self._stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self._stop_within)
        self.clear_away()
        self._pid_file.unlink(missing_ok=True)
        self.process = None

    def clear_away(self) -> None:
        """Kill the rest of the group and reap the child, so that nothing of it works on unseen."""
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_orphan(pid_file: Path, *, within: float = 30) -> bool:
    """Stop the process that a killed launcher left behind, if the pid file still speaks of the same one.

    Returns whether there was one. The file is gone afterwards.
    """
    try:
        content = json.loads(pid_file.read_text(encoding="utf-8"))
        pid, known = int(content["pid"]), content["identity"]
    except (OSError, ValueError, KeyError, TypeError):
        pid_file.unlink(missing_ok=True)
        return False
    found = known is not None and identity(pid) == known
    if found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + within
        while identity(pid) == known and time.monotonic() < deadline:
            time.sleep(0.05)
        _signal_group(pid, signal.SIGKILL)
    pid_file.unlink(missing_ok=True)
    return found


def run_step(argv: list, *, log: Path, env: dict[str, str], cwd: Path, on_line=None, keep: IO | None = None) -> int:
    """Run a command to its end with its output in `log`; return its exit code.

    `on_line` is called with each line as it comes; `keep` is an open file that the step inherits. When this
    command is stopped, so is the step.
    """
    with _open_log(log) as file:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=env,
            cwd=cwd,
            pass_fds=(keep.fileno(),) if keep else (),
        )
        try:
            with process.stdout:
                for line in process.stdout:
                    file.write(line)
                    file.flush()
                    if on_line:
                        on_line(line.decode(errors="replace").rstrip())
            return process.wait()
        except BaseException:
            _signal_group(process.pid, signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()
            raise
