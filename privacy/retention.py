"""Periods: the nightly round through all data classes, and the jobs for data of rooms that have none themselves.

A round works in bounded batches, each in its own transaction, and looks at a class again the next night where much is
due. A dry round only counts.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import structlog
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from accounts.models import Bias, Consent, Contact, ContactRead, PlatformRole, Session, User
from companies.enums import NeedState
from companies.models import Need
from companies.services import expire_need
from core.models import JobLease, LogEntry
from core.personal import data_classes
from core.retention import Job, delete_rows, job, jobs, period_start_before
from mail.enums import MessageState
from mail.models import OutboxMessage
from matchmaking.models import ContactDisclosure, Exclusion, Introduction, IntroductionQuestion
from organisations.enums import InvitationState, JoinState
from organisations.models import Invitation, JoinRequest, Membership, VerificationQuestion
from privacy import notifications
from privacy.copies import delete_copy
from privacy.enums import CopyState, ErasureCause, ErasureState
from privacy.erasure import request_erasure
from privacy.models import (
    DataCopy,
    ErasureRequest,
    HeldRecord,
    Incident,
    RetentionReminder,
    RetentionRun,
    ThirdPartyNotice,
)
from startups.models import Offer

log = structlog.get_logger(__name__)

BATCH = 500
BATCHES_AT_MOST = 40  # of one class in one night
NOTICE = timedelta(days=30)  # between the letter and the end


# Data classes that end without a job of their own, each with the reason.
WITHOUT_JOB = {
    "staff_work": "goes with the account",
    "figures": "no personal data",
    "landscape_entry": "goes with the organisation",
    "grant_proof": "stays as long as the notice of the grant says",
}


def run(*, dry: bool = False) -> RetentionRun:
    """Go through all data classes and return what was due and what was done. An error of one class stops no other."""
    round_ = RetentionRun.objects.create(is_dry_run=dry)
    results = {}
    for slug, each in jobs().items():
        if data_classes()[slug].period is None:
            continue
        results[slug] = _run_job(each, dry=dry)
    if not dry:
        remind()
    round_.results, round_.finished_at = results, timezone.now()
    round_.save(update_fields=["results", "finished_at"])
    return round_


def _run_job(each: Job, *, dry: bool) -> dict:
    today = timezone.localdate()
    found = each.due(today)
    due = sum(rows.count() for rows in found)
    if dry or not due:
        return {"due": due, "done": 0}
    try:
        return {"due": due, "done": sum(_in_batches(each, rows) for rows in found)}
    except Exception as error:
        log.exception("retention_failed", data_class=each.data_class)
        return {"due": due, "done": 0, "error": type(error).__name__}


def _in_batches(each: Job, rows: models.QuerySet) -> int:
    done, last = 0, None
    for _number in range(BATCHES_AT_MOST):
        following = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
        with transaction.atomic():
            batch = list(following[:BATCH])
            if batch:
                each.carry_out(batch)
        if not batch:
            break
        last, done = batch[-1].pk, done + len(batch)
    return done


# --- Accounts --------------------------------------------------------------------------------------


def _delete_accounts(batch: list[User]) -> None:
    for user in batch:
        try:
            with transaction.atomic():
                Contact.objects.filter(user=user).delete()
                user.delete()
        except ProtectedError:
            log.warning("account_in_use", user=user.pk)  # something refers to it after all: it stays


@job("unconfirmed_account", _delete_accounts)
def unconfirmed_accounts(today: date) -> list[models.QuerySet]:
    """Accounts whose address was never confirmed, that have done nothing and belong to nobody the portal knows."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    acts = Membership.objects.filter(contact__user=OuterRef("pk"))
    found = User.objects.filter(date_joined__lt=period_start_before("unconfirmed_account", today), last_login=None)
    found = found.filter(~Exists(confirmed), ~Exists(acts), is_staff=False, is_superuser=False)
    found = found.filter(~Exists(LogEntry.objects.filter(actor=OuterRef("pk"))))
    return [found.filter(emailaddress__isnull=False).distinct()]


def _ask_for_erasure(batch: list[Contact]) -> None:
    for contact in batch:
        request_erasure(contact, actor=None, cause=ErasureCause.INACTIVITY)


def _in_open_case() -> Q:
    """Contacts that a case which has not ended names."""
    needs = Need.objects.exclude(state__in=Need.workflow.terminal).filter(contact=OuterRef("pk"))
    offers = Offer.objects.exclude(state__in=Offer.workflow.terminal).filter(contact=OuterRef("pk"))
    sides = Q(company_contact=OuterRef("pk")) | Q(provider_contact=OuterRef("pk"))
    introductions = Introduction.objects.exclude(state__in=Introduction.workflow.terminal).filter(sides)
    return Exists(needs) | Exists(offers) | Exists(introductions)


def _last_use() -> Greatest:
    return Greatest(Coalesce("last_login", "date_joined"), "date_joined")


def _without_request(contacts: models.QuerySet) -> models.QuerySet:
    asked = ErasureRequest.objects.filter(contact=OuterRef("pk"), state=ErasureState.WAITING)
    return contacts.filter(~Exists(asked), erased_at=None)


def _inactive(today: date, *, ahead: timedelta = timedelta()) -> models.QuerySet:
    """Contacts whose account nobody has used for so long that it is deleted `ahead` from today."""
    users = User.objects.alias(used=_last_use()).filter(
        used__lt=period_start_before("inactive_account", today + ahead),
        is_staff=False,
        is_superuser=False,
        is_active=True,
    )
    staff = PlatformRole.objects.filter(user=OuterRef("user"))
    contacts = Contact.objects.filter(user__in=users).filter(~Exists(staff)).exclude(_in_open_case())
    return _without_request(contacts)


def _reminded(data_class: str, today: date, field: str = "pk") -> Exists:
    """Whether somebody was told long enough ago."""
    before = timezone.make_aware(datetime.combine(today - NOTICE + timedelta(days=1), time.min))
    told = RetentionReminder.objects.filter(data_class=data_class, subject_id=OuterRef(field), sent_at__lt=before)
    return Exists(told)


@job("inactive_account", _ask_for_erasure)
def inactive_accounts(today: date) -> list[models.QuerySet]:
    return [_inactive(today).filter(_reminded("inactive_account", today))]


@job("company_contact", _ask_for_erasure)
def contacts_without_use(today: date) -> list[models.QuerySet]:
    """People without an account who act for nobody and in no case, and have not for the whole period."""
    before = period_start_before("company_contact", today)
    acts = Membership.objects.filter(contact=OuterRef("pk")).filter(Q(is_active=True) | Q(deactivated_at__gte=before))
    late_needs = Need.objects.filter(contact=OuterRef("pk")).filter(Q(closed_at=None) | Q(closed_at__gte=before))
    contacts = Contact.objects.filter(user=None, created_at__lt=before).filter(~Exists(acts), ~Exists(late_needs))
    return [_without_request(contacts.exclude(_in_open_case()))]


# --- Cases -----------------------------------------------------------------------------------------


def _expire_drafts(batch: list[Need]) -> None:
    for need in batch:
        expire_need(need, "expire_draft")
        Need.objects.filter(pk=need.pk).update(description="", goal="", systems="", constraints="")


def _drafts(today: date, *, ahead: timedelta = timedelta()) -> models.QuerySet:
    return Need.objects.filter(state=NeedState.DRAFT, updated_at__lt=period_start_before("draft", today + ahead))


@job("draft", _expire_drafts)
def drafts(today: date) -> list[models.QuerySet]:
    return [_drafts(today).filter(_reminded("draft", today))]


NOTES = ("shortlist_note", "dismiss_note", "decline_note", "pilot_scope", "outcome_note")


def _forget_cases(batch: list) -> None:
    """Take what tells of people out of ended introductions; rows that are nothing but proof go."""
    if not isinstance(batch[0], Introduction):
        _let_proofs_go()
        delete_rows(batch)
        return
    pks = [introduction.pk for introduction in batch]
    ContactDisclosure.objects.filter(introduction__in=pks).delete()
    IntroductionQuestion.objects.filter(introduction__in=pks).delete()
    Introduction.objects.filter(pk__in=pks).update(**dict.fromkeys(NOTES, ""))


def _let_proofs_go() -> None:
    """Tell the trigger consent_is_append_only, until the transaction ends, that the period of proof is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.period_is_over', 'on', true)")


@job("case", _forget_cases)
def ended_cases(today: date) -> list[models.QuerySet]:
    """Introductions that still say something about people, consents nobody refers to, held proofs, and unwanted
    partners of companies that look for nothing any more. Introductions
    that need their consents (a constraint of the database) keep these as references to rows without a name once the
    person is erased."""
    before = period_start_before("case", today)
    says_something = Q(disclosures__isnull=False) | Q(questions__isnull=False)
    for name in NOTES:
        says_something |= ~Q(**{name: ""})
    ended = Introduction.objects.filter(says_something, closed_at__lt=before).distinct()
    if settings.GRANT_RETENTION_UNTIL and today <= settings.GRANT_RETENTION_UNTIL:
        ended = ended.filter(introduced_at=None)
    used = Introduction.objects.filter(Q(company_consent=OuterRef("pk")) | Q(provider_consent=OuterRef("pk")))
    unused = Consent.objects.filter(~Exists(used), withdrawn_at__lt=before)
    open_needs = Need.objects.exclude(state__in=Need.workflow.terminal).filter(organisation=OuterRef("company"))
    exclusions = Exclusion.objects.filter(~Exists(open_needs), created_at__lt=before).order_by()
    proofs = HeldRecord.objects.filter(until__lt=today)
    return [Introduction.objects.filter(pk__in=ended.values("pk")), unused, exclusions, proofs]


# --- Records ---------------------------------------------------------------------------------------


@job("verification", delete_rows)
def verification_rows(today: date) -> list[models.QuerySet]:
    before = period_start_before("verification", today)
    return [
        JoinRequest.objects.exclude(state=JoinState.OPEN).filter(state_changed_at__lt=before),
        Invitation.objects.exclude(state=InvitationState.OPEN).filter(state_changed_at__lt=before),
        VerificationQuestion.objects.filter(answered_at__lt=before),
    ]


@job("audit_log", delete_rows)
def log_entries(today: date) -> list[models.QuerySet]:
    before = period_start_before("audit_log", today)
    return [
        LogEntry.objects.filter(at__lt=before),
        AdminEntry.objects.filter(action_time__lt=before),
        Bias.objects.filter(withdrawn_at__lt=before),
        ContactRead.objects.filter(read_on__lt=before.date()),
        JobLease.objects.filter(finished_at__lt=before),
    ]


@job("mail_log", delete_rows)
def sent_messages(today: date) -> list[models.QuerySet]:
    before = period_start_before("mail_log", today)
    done = [MessageState.SENT, MessageState.BUNDLED, MessageState.CANCELLED]
    return [OutboxMessage.objects.filter(state__in=done, state_changed_at__lt=before)]


@job("session", delete_rows)
def sessions(today: date) -> list[models.QuerySet]:
    return [Session.objects.filter(expire_date__lt=period_start_before("session", today))]


def _delete_copies(batch: list[DataCopy]) -> None:
    for copy in batch:
        delete_copy(copy)


@job("data_copy", _delete_copies)
def copies(today: date) -> list[models.QuerySet]:
    failed = Q(state=CopyState.FAILED, finished_at__lt=period_start_before("data_copy", today))
    return [DataCopy.objects.filter(Q(state=CopyState.READY, expires_at__lte=timezone.now()) | failed)]


@job("rights", delete_rows)
def requests(today: date) -> list[models.QuerySet]:
    before = period_start_before("rights", today)
    return [
        ErasureRequest.objects.exclude(state=ErasureState.WAITING).filter(state_changed_at__lt=before),
        ThirdPartyNotice.objects.filter(posted_at__lt=before),
        RetentionReminder.objects.filter(sent_at__lt=before),
        Incident.objects.filter(closed_at__lt=before),
        RetentionRun.objects.filter(finished_at__lt=before),
    ]


# --- Reminders -------------------------------------------------------------------------------------


def remind() -> int:
    """Write to everybody whose account or draft ends in a month and who has not been told since its last use; return
    how many letters that were."""
    today = timezone.localdate()
    written = 0
    silent = _inactive(today, ahead=NOTICE).exclude(_told("inactive_account"))
    for contact in silent.select_related("user")[:BATCH]:
        used = max(filter(None, (contact.user.last_login, contact.user.date_joined)))
        tell = partial(notifications.account_ends_soon, contact)
        written += _remind_once("inactive_account", contact.pk, contact, used, today, tell)
    for need in _drafts(today, ahead=NOTICE).exclude(_told("draft")).select_related("contact")[:BATCH]:
        tell = partial(notifications.draft_ends_soon, need)
        written += _remind_once("draft", need.pk, need.contact, need.updated_at, today, tell)
    return written


def _told(data_class: str) -> Exists:
    """Whether the letter has been written already: what is told of has ended, or was used, long before twice the time
    between letter and end is over."""
    since = timezone.now() - 2 * NOTICE
    return Exists(RetentionReminder.objects.filter(data_class=data_class, subject_id=OuterRef("pk"), sent_at__gt=since))


@transaction.atomic
def _remind_once(
    slug: str, subject: int, contact: Contact, since: datetime, today: date, write: Callable[[date], Any]
) -> bool:
    told = RetentionReminder.objects.filter(data_class=slug, subject_id=subject, sent_at__gt=since)
    if told.exists():
        return False
    RetentionReminder.objects.filter(data_class=slug, subject_id=subject).delete()
    RetentionReminder.objects.create(data_class=slug, subject_id=subject, contact=contact)
    end = data_classes()[slug].period.end(timezone.localdate(since)) + timedelta(days=1)
    write(max(end, today + NOTICE))
    return True
