"""Needs that a lead took down during a visit and at an event, one of them still without consent."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from companies.capture.forms import CaptureForm
from companies.capture.services import capture_need
from companies.forms import IntakeForm
from companies.intake import save_intake
from companies.models import Need
from demo.clock import travel_to
from demo.people import Cast
from demo.texts import read
from mail.services import silenced

MINUTES_AGO = 20


def take_needs_down(cast: Cast) -> None:
    with silenced():
        for row in read("captures.toml", "capture"):
            moment = timezone.now() - timedelta(days=row["days_ago"], minutes=MINUTES_AGO)
            with travel_to(moment):
                _take_down(row, cast)


def _take_down(row: dict, cast: Cast) -> Need:
    author = getattr(cast, row["by"])
    typed = {
        "organisation": cast.organisations[row["organisation"]].pk,
        "person": cast.members[row["organisation"]][0].contact.pk,
        "kind": row["kind"],
        "description": row["text"],
        "confidentiality": "anonymous",
        "language": "de",
        "consent": row["consent"],
    }
    form = CaptureForm(typed, user=author)
    if not form.is_valid():
        raise RuntimeError(f"{row['organisation']}: {form.errors.as_text()}")
    need = capture_need(form, actor=author, form_key=uuid5(NAMESPACE_URL, row["text"]))
    if intake := row.get("intake"):
        save_intake(need, IntakeForm(intake), actor=author)
    return need
