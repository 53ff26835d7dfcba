"""The trial: send and decide while workers and broker are killed, settle what is unclear, and count at the server."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from threading import Event

from celery import current_app
from django.utils import timezone

from accounts.models import User
from dzm.faults import cases, places
from dzm.faults.mails import Mails, Publish
from mail.delivery import STALE_AFTER
from mail.smtp_server import Script, mail_server

LOST_AFTER = timedelta(seconds=15)  # no hand-over to a server on this machine takes as long
_LOOK_EVERY = 0.25  # seconds
_SWEEP_EVERY = 5
_THINKS_AT_MOST = 30.0  # seconds the server thinks about the mail in the middle of which its worker is killed


@dataclass(frozen=True)
class Result:
    """What the trial found. `sent` are different mails at the server, `duplicates` further copies of these, `lost`
    messages that are neither there nor listed as unclear; `unknown` is before, `unsettled` after the clicks."""

    expected: int
    sent: int
    duplicates: int
    lost: int
    unknown: int
    unsettled: int
    killed: int
    undecided: int
    decided_twice: int
    seconds: float

    @property
    def holds(self) -> bool:
        wrong = self.duplicates + self.lost + self.unsettled + self.undecided + self.decided_twice
        return not wrong and self.sent == self.expected and self.unknown <= self.killed


class Trial:
    """`mails` says what is sent, `workers` and `deciders` how many processes send and decide. The broker is killed,
    too. Works on the present database; `say` gets a line for each thing that happens."""

    def __init__(self, mails: Mails, *, workers: int, deciders: int, limit: int, say: Callable[[str], None]):
        self._mails = mails
        self._workers, self._deciders = workers, deciders
        self._limit, self._say = limit, say
        self._script = Script(before_answer=self._think)
        self._slow_at = max(2, mails.expected // 3)
        self._is_thinking, self._were_killed = Event(), Event()
        self._deadline = 0.0
        self._swept = 0.0

    def run(self) -> Result:
        """Carry it out. Raises TimeoutError when it does not come to an end."""
        self._mails.write()
        started = time.monotonic()
        self._deadline = started + self._limit
        with places.broker() as self._broker, mail_server(self._script) as port:
            self._processes = places.Processes(self._broker.url, port)
            try:
                killed = self._with_faults()
                unknown = self._settle()
            finally:
                self._processes.stop()
        return self._counted(unknown, killed, time.monotonic() - started)

    def _with_faults(self) -> int:
        workers = self._processes.start_workers(self._workers)
        deciders = self._processes.start_deciders(self._deciders)
        self._sweep()
        self._say(f"{self._mails.expected} mails to send, {self._deciders} processes decide")
        self._wait_until(self._is_thinking.is_set)
        killed = self._processes.kill(workers)
        self._were_killed.set()
        self._say(f"{killed} workers killed at mail {len(self._script.received)}, while the server was thinking")
        killed += self._processes.kill(deciders[:1])
        self._broker.kill()
        self._say("broker killed")
        time.sleep(2 * _LOOK_EVERY)  # decisions go on without it
        self._broker.restart()
        workers = self._processes.start_workers(self._workers)
        self._say("broker and workers started again")
        late = self._slow_at * 2
        self._wait_until(lambda: len(self._script.received) >= late)
        killed += self._processes.kill(workers[:1])
        self._say(f"another worker killed at mail {len(self._script.received)}")
        self._processes.start_workers(1)
        if deciders:
            self._wait_until(lambda: all(process.poll() is not None for process in deciders))
            self._processes.start_deciders(1)[0].wait(self._limit)  # who was killed asks again
        self._wait_until(self._is_quiet)
        return killed

    def _think(self, number: int) -> None:
        if number == self._slow_at:
            self._is_thinking.set()
            self._were_killed.wait(_THINKS_AT_MOST)

    def _settle(self) -> int:
        """What is unclear is looked up at the server, as a lead would, and settled by one decision each."""
        unclear = list(self._mails.rows().filter(state="unknown"))
        arrived = self._arrived()
        lead = User.objects.order_by("pk").first()
        for row in unclear:
            decision = "confirm_sent" if arrived[self._mails.message_id(row)] else "send_again"
            self._mails.settle(row, decision, lead)
            self._say(f"mail {row.pk} was unclear: {decision}")
        if unclear:
            self._wait_until(self._is_quiet)
        return len(unclear)

    def _is_quiet(self) -> bool:
        """Whether nothing waits or is being sent; interrupted deliveries are marked earlier than outside."""
        self._mails.mark_lost(timezone.now() + STALE_AFTER - LOST_AFTER)
        rows = self._mails.rows()
        return rows.exists() and not rows.filter(state__in=["queued", "sending"]).exists()

    def _counted(self, unknown: int, killed: int, seconds: float) -> Result:
        arrived = self._arrived()
        rows = list(self._mails.rows())
        listed = [row for row in rows if row.state == "unknown"]
        lost = [row for row in rows if not arrived[self._mails.message_id(row)] and row.state != "unknown"]
        decided = cases.decisions_of_each()
        return Result(
            expected=self._mails.expected,
            sent=len(arrived),
            duplicates=sum(arrived.values()) - len(arrived),
            lost=len(lost),
            unknown=unknown,
            unsettled=len(listed),
            killed=killed,
            undecided=decided.count(0),
            decided_twice=sum(number > 1 for number in decided),
            seconds=seconds,
        )

    def _arrived(self) -> Counter[str]:
        return Counter(message_from_bytes(received)["Message-ID"] for received in list(self._script.received))

    def _wait_until(self, is_true: Callable[[], bool]) -> None:
        while not is_true():
            if time.monotonic() > self._deadline:
                left = Counter(self._mails.rows().values_list("state", flat=True))
                raise TimeoutError(f"not finished after {self._limit} s: {dict(left)}")
            if time.monotonic() - self._swept > _SWEEP_EVERY:
                self._swept = time.monotonic()
                self._sweep()
            time.sleep(_LOOK_EVERY)

    def _sweep(self) -> None:
        """Queue what beat would queue, somewhat earlier than it would."""
        self._publish(self._mails.tasks(queue_is_empty=not self._broker.waiting_tasks()))

    def _publish(self, tasks: Iterable[Publish]) -> None:
        with self._connected() as link:
            for task, arguments in tasks:
                task.apply_async(arguments, connection=link)

    @contextmanager
    def _connected(self) -> Iterator:
        with current_app.connection_for_write(self._broker.celery_url) as link:
            yield link
