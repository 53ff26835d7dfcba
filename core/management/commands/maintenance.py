"""`./portal manage maintenance on --until "2026-12-01 14:00"`: close the portal for work on it; `off` opens it."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.outages import begin_maintenance, end_maintenance, maintenance

MINUTE = "%Y-%m-%d %H:%M"


class Command(BaseCommand):
    help = "Closes the portal for everybody, with a page that says until when, and opens it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["on", "off", "status"])
        parser.add_argument("--until", help="when it is expected back, local time: 2026-12-01 14:00")

    def handle(self, *args, action: str, until: str | None, **options) -> None:
        if until and action != "on":
            raise CommandError("--until goes with `on` only")
        if action == "on":
            begin_maintenance(_moment(until) if until else None)
        elif action == "off":
            end_maintenance()
        self.stdout.write(_state())


def _moment(text: str) -> datetime:
    try:
        moment = timezone.make_aware(datetime.strptime(text, MINUTE))
    except ValueError:
        raise CommandError(f"Write the moment like 2026-12-01 14:00, not {text!r}") from None
    if moment <= timezone.now():
        raise CommandError("This moment has passed")
    return moment


def _state() -> str:
    closed = maintenance()
    if closed is None:
        return "The portal is open."
    until = f" until {timezone.localtime(closed.until).strftime(MINUTE)}" if closed.until else ""
    return f"The portal is closed{until}. `maintenance off` opens it."
