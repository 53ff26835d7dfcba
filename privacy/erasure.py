"""Erasing a person: asked for, explained, carried out after a grace period, and proven by a search of everything."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Session, User
from companies.models import Need
from companies.services import withdraw_need
from core.models import LogEntry
from core.personal import How, fates_of, registered_models
from core.search import Hit, find_values
from core.states import GuardFailed, InvalidTransition, StateError, advance
from mail.services import discard_waiting
from matchmaking.enums import Side
from matchmaking.models import Introduction
from matchmaking.services.keys import withdraw_consent
from matchmaking.workflow import INTRODUCTION
from organisations.models import Membership
from organisations.services.members import end_for_good
from privacy import notifications
from privacy.anonymising import anonymise
from privacy.enums import ErasureCause, ErasureState
from privacy.holds import kept_of, obstacles_of
from privacy.models import ErasureRequest, HeldRecord
from privacy.people import Person
from privacy.traces import Traces
from startups.models import Offer
from startups.services import archive_offer

log = structlog.get_logger(__name__)

RETRY_AFTER = timedelta(hours=6)  # an erasure with obstacles is tried again


class StillFound(Exception):
    """After an erasure values of the person were found where none may be; `hits` say where."""

    def __init__(self, hits: list[Hit]):
        self.hits = hits
        super().__init__(f"found in {sorted({f'{hit.table}.{hit.column}' for hit in hits})}")


# --- Asking ----------------------------------------------------------------------------------------


@transaction.atomic
def request_erasure(contact: Contact, *, actor, cause: ErasureCause = ErasureCause.PERSON) -> ErasureRequest:
    """Ask for the erasure of `contact` and tell the person by when it happens and until when it can be withdrawn. One
    that was asked for already is returned instead. Raises GuardFailed for somebody who is erased."""
    if contact.erased_at:
        raise GuardFailed([_("This person has been erased already.")])
    now = timezone.now()
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                contact=contact,
                user=contact.user,
                cause=cause,
                requested_at=now,
                requested_by=actor,
                erase_after=now + timedelta(days=settings.ERASURE_GRACE_DAYS),
                due_on=timezone.localdate(now) + relativedelta(months=1),
            )
    except IntegrityError:
        return ErasureRequest.objects.get(contact=contact, state=ErasureState.WAITING)
    LogEntry.objects.record(request, "request_erasure", actor=actor, reason=cause)
    notifications.erasure_requested(request)
    return request


def withdraw_erasure(request: ErasureRequest, *, actor) -> None:
    """The person stays after all. Raises InvalidTransition when the erasure has been carried out meanwhile."""
    with transaction.atomic():
        advance(request, "withdraw", actor=actor)
        notifications.erasure_withdrawn(request)


def due_ids(now: datetime | None = None) -> list[int]:
    """Return the requests that may be carried out, those with obstacles not more often than every few hours."""
    now = now or timezone.now()
    due = ErasureRequest.objects.filter(state=ErasureState.WAITING, erase_after__lte=now)
    return list(due.exclude(attempted_at__gt=now - RETRY_AFTER).values_list("pk", flat=True))


# --- Carrying out ----------------------------------------------------------------------------------


def carry_out(request_id: int) -> bool:
    """Erase the person of a request whose time has come; return whether it was done.

    What stands in the way delays it until the last day that the law gives us, then it is settled here. The erasure,
    its proof and its record are one transaction: when the search still finds something, nothing has happened, and
    staff see where.
    """
    now = timezone.now()
    request = ErasureRequest.objects.filter(pk=request_id, state=ErasureState.WAITING, erase_after__lte=now).first()
    if request is None:
        return False
    person = Person.of(Contact.objects.select_related("user").get(pk=request.contact_id))
    waiting_for = [] if timezone.localdate(now) >= request.due_on else [each.code for each in obstacles_of(person)]
    if waiting_for:
        return _note_attempt(request, sorted(set(waiting_for)))
    try:
        with transaction.atomic():
            _erase(request, person)
    except InvalidTransition:
        return False  # withdrawn, or done by somebody else
    except StillFound as error:
        log.error("erasure_incomplete", request=request_id, found=str(error))
        return _note_attempt(request, sorted({f"found:{hit.table}.{hit.column}" for hit in error.hits}))
    except StateError as error:
        log.error("erasure_stopped", request=request_id, error=type(error).__name__)
        return _note_attempt(request, ["case_cannot_end"])
    remember_outside(person)
    return True


def _note_attempt(request: ErasureRequest, obstacles: list[str]) -> bool:
    waiting = ErasureRequest.objects.filter(pk=request.pk, state=ErasureState.WAITING)
    waiting.update(attempted_at=timezone.now(), obstacles=obstacles)
    return False


def _erase(request: ErasureRequest, person: Person) -> None:
    advance(request, "erase", actor=None, attempted_at=timezone.now(), obstacles=[])
    proof = erase_person(person)
    ErasureRequest.objects.filter(pk=request.pk).update(proof=proof)


def erase_person(person: Person) -> dict:
    """Erase `person` within the caller's transaction and return the proof. Raises StillFound.

    Cases are handed over or ended first, then what must be held is put apart, then the register is carried out.
    """
    contact, user = person.contact, person.user
    traces = Traces.of(person)
    _end_introductions(person)
    _leave_organisations(person)
    _put_apart(person)
    discard_waiting(person.addresses)
    if user:
        Session.objects.filter(user=user).delete()
    changed = anonymise(person, traces)
    Contact.objects.filter(pk=contact.pk).update(erased_at=timezone.now(), user=user)
    if user:
        User.objects.filter(pk=user.pk).update(is_active=False, is_staff=False, is_superuser=False)
    return {**prove(person, traces), "changed": changed}


def prove(person: Person, traces: Traces) -> dict:
    """Search everything for what told of the person and return the result without the values. Raises StillFound."""
    searched = find_values(traces.telling)
    lawful = _lawful_places()
    held = {str(pk) for pk in HeldRecord.objects.filter(contact=person.contact).values_list("pk", flat=True)}
    held_table = HeldRecord._meta.db_table
    remaining, left = [], set()
    for hit in searched.hits:
        if (hit.table == held_table and hit.pk in held) or (hit.table, hit.column) in lawful:
            left.add((hit.table, hit.column))
        else:
            remaining.append(hit)
    if remaining:
        raise StillFound(remaining)
    return {
        "searched": searched.columns,
        "values": len(traces.telling),
        "found": [],
        "kept": [list(place) for place in sorted(left)],
        "at": timezone.now().isoformat(),
    }


def _lawful_places() -> set[tuple[str, str]]:
    """Return the columns that the register keeps with a ground, e.g. the name of a firm that bears a person's name."""
    return {
        (model._meta.db_table, model._meta.get_field(name).column)
        for model in registered_models()
        for name, fate in fates_of(model).items()
        if fate.how == How.KEEP and model is not HeldRecord
    }


def _end_introductions(person: Person) -> None:
    """Erasure is the strongest way to withdraw consents: contact data is hidden, and introductions on it end."""
    for side, contact, consent in (
        (Side.COMPANY, "company_contact", "company_consent"),
        (Side.PROVIDER, "provider_contact", "provider_consent"),
    ):
        sources = INTRODUCTION["withdraw_consent"].sources
        open_ones = Introduction.objects.filter(
            **{contact: person.contact, f"{consent}__withdrawn_at": None, f"{consent}__isnull": False},
            state__in=sources,
        )
        for introduction in open_ones:
            withdraw_consent(introduction, actor=person.user, side=side)


def _leave_organisations(person: Person) -> None:
    for membership in Membership.objects.active().filter(contact=person.contact):
        successor = end_for_good(membership, actor=person.user)
        if successor is None:
            _end_cases(membership.organisation_id, person)
        else:
            notifications.member_was_erased(membership, successor)


def _end_cases(organisation_id: int, person: Person) -> None:
    """Nobody is left to answer for the organisation: its open needs and offers end."""
    for need in Need.objects.filter(organisation=organisation_id).exclude(state__in=Need.workflow.terminal):
        if need.state in Need.workflow["withdraw"].sources:
            withdraw_need(need, actor=person.user)
    for offer in Offer.objects.filter(organisation=organisation_id).exclude(state__in=Offer.workflow.terminal):
        if offer.state in Offer.workflow["archive"].sources:
            archive_offer(offer, actor=person.user)


def _put_apart(person: Person) -> None:
    """Move what must be held out of the portal into rows that nobody reads in daily work."""
    values = {"name": person.contact.full_name, "addresses": list(person.addresses)}
    for kept in kept_of(person):
        if kept.hold and kept.until:
            HeldRecord.objects.update_or_create(
                contact=person.contact, hold=kept.hold, defaults={"values": values, "until": kept.until}
            )


# --- After a restore -------------------------------------------------------------------------------


def _list_of_erased() -> Path:
    """A file beside the database, in no backup: numbers of rows, no names."""
    return Path(settings.PORTAL_VAR) / "erased.jsonl"


def remember_outside(person: Person) -> None:
    """Note outside the database, and its backups, that the person was erased."""
    line = {"contact": person.contact.pk, "created": person.contact.created_at.isoformat()}
    with _list_of_erased().open("a", encoding="utf-8") as file:
        file.write(json.dumps({**line, "at": timezone.now().isoformat()}) + "\n")


def replay() -> tuple[int, int]:
    """Erase again whom a restored backup brought back; return how many of those in the list that were, and how many
    are in the list."""
    path = _list_of_erased()
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    again = 0
    for pk, created in dict.fromkeys((line["contact"], line["created"]) for line in lines):
        contact = Contact.objects.select_related("user").filter(pk=pk, erased_at=None).first()
        # After a restore numbers are given anew: the time of creation tells the person from a later one.
        if contact is None or contact.created_at.isoformat() != created:
            continue
        with transaction.atomic():
            erase_person(Person.of(contact))
        again += 1
    return again, len({line["contact"] for line in lines})
