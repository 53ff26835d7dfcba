"""What the hub talked about with firms, who looks after them, who is away, and one hand-over."""

from datetime import timedelta

from django.utils import timezone

from accounts.absences import enter_absence
from accounts.forms import AbsenceForm
from accounts.models import User
from contactlog.forms import EntryForm
from contactlog.handover import kind_of
from contactlog.services.entries import add_entry, withdraw_entry
from contactlog.services.handover import hand_over, set_owner
from demo.clock import travel_to
from demo.people import Cast
from demo.texts import read
from mail.services import silenced
from scheduling.fields import MINUTE
from taxonomy.models import Topic

AWAY_DAYS = 4
OWNER_CHANGED_DAYS_AGO = 30


def tell_contacts(cast: Cast) -> None:
    """Let the leads write down, look after, hand over and be away, through the same services as in the portal. Their
    letters are history."""
    with silenced():
        rows = read("contacts.toml", "contact")
        for row in sorted(rows, key=lambda row: -row["days_ago"]):
            _write_down(row, cast)
        _look_after(cast)
        _withdraw_a_double(rows[1], cast)
        _be_away(cast)


def _write_down(row: dict, cast: Cast):
    author: User = getattr(cast, row["by"])
    organisation = cast.organisations[row["organisation"]]
    day = timezone.localtime() - timedelta(days=row["days_ago"])
    moment = day.replace(hour=10, minute=0, second=0, microsecond=0)
    typed = {
        "kind": row["kind"],
        "summary": row["summary"],
        "confidential_note": row.get("confidential_note", ""),
        "occurred_at": timezone.localtime(moment).strftime(MINUTE),
        "minutes": row.get("minutes", ""),
        "staff": author.pk,
        "contact": cast.members[row["organisation"]][0].contact.pk,
        "topics": list(Topic.objects.filter(slug__in=row.get("topics", [])).values_list("pk", flat=True)),
        "next_step": row.get("next_step", ""),
    }
    if "next_step_in" in row:
        typed["next_step_on"] = str(timezone.localdate() + timedelta(days=row["next_step_in"]))
    if row.get("consultation"):
        typed["counts_as_consultation"] = "on"
    form = EntryForm(typed, organisation=organisation, author=author)
    if not form.is_valid():
        raise RuntimeError(f"{row['organisation']}: {form.errors.as_text()}")
    with travel_to(moment + timedelta(minutes=30)):
        return add_entry(form, organisation=organisation, actor=author)


def _withdraw_a_double(row: dict, cast: Cast) -> None:
    """Somebody wrote the same call down twice, and noticed."""
    entry = _write_down(row, cast)
    with travel_to(entry.created_at + timedelta(minutes=5)):
        withdraw_entry(entry, actor=entry.created_by, reason="Doppelt notiert.")


def _look_after(cast: Cast) -> None:
    """Who wrote something down about a firm looks after it; one of them has passed to the other lead since."""
    owners = {row["organisation"]: getattr(cast, row["by"]) for row in reversed(read("contacts.toml", "contact"))}
    passed = next(key for key, owner in owners.items() if owner == cast.lead2)
    for key, owner in owners.items():
        set_owner(cast.organisations[key], owner, actor=cast.lead)
    with travel_to(timezone.now() - timedelta(days=OWNER_CHANGED_DAYS_AGO)):
        hand_over(
            [(kind_of("organisation"), cast.organisations[passed])],
            giver=cast.lead2,
            receiver=cast.lead,
            actor=cast.lead2,
            note="Der Betrieb liegt bei dir um die Ecke.",
        )


def _be_away(cast: Cast) -> None:
    """The lead of the partner region is away, so that the project lead stands in."""
    today = timezone.localdate()
    typed = {
        "user": cast.far_lead.pk,
        "deputy": cast.lead.pk,
        "first_day": str(today - timedelta(days=1)),
        "last_day": str(today + timedelta(days=AWAY_DAYS)),
        "note": "In dringenden Fällen mobil erreichbar.",
    }
    form = AbsenceForm(typed, author=cast.lead)
    if not form.is_valid():
        raise RuntimeError(form.errors.as_text())
    enter_absence(form)
