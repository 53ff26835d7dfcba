"""From what somebody without an account has typed to a need: proving the address, contact, organisation, consent."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Channel
from accounts.models import Contact
from accounts.proven import one_at_a_time, person_at
from companies.consents import record_consent
from companies.models import Need, NeedDraft
from companies.public_intake import notifications
from companies.public_intake.drafts import CONTINUE, HAND_IN
from companies.public_intake.forms import ASKED, SEND, Step, title_in
from companies.services import submit_need
from companies.signals import need_came_from
from core.models import LogEntry
from core.personal import data_classes
from core.states import GuardFailed, require
from links.services import issue, revoke
from organisations.enums import Kind, MemberRole, Verification
from organisations.likeness import Traces, find_alike
from organisations.models import Organisation
from organisations.services.members import admit, lock_organisation
from organisations.services.registration import MOST_UNVERIFIED, enter_organisation

SAME_NAME = 0.6  # likeness from which an organisation somebody acts for is the one that was named
STANDING = [Verification.PENDING, Verification.RETURNED, Verification.VERIFIED]


def unfinished(draft: NeedDraft) -> list[Step]:
    """Return the steps in which something is missing or wrong, in their order; the last one asks for itself."""
    return [step for step in ASKED if not step.checked(draft).is_valid()]


@transaction.atomic
def send_link(draft: NeedDraft) -> None:
    """Send a new link that leads back to the draft; earlier ones end. Says nothing to whoever asked for it."""
    revoke(draft, CONTINUE)
    last_day = data_classes()["public_draft"].period.end(timezone.localdate())
    expires_at = timezone.now() + (last_day - timezone.localdate())
    notifications.draft_link(draft, _link(draft, CONTINUE, expires_at))


@transaction.atomic
def ask_to_confirm(draft: NeedDraft) -> None:
    """Send the mail whose link hands in what the draft says now; earlier ones end. Raises GuardFailed."""
    locked = NeedDraft.objects.select_for_update().get(pk=draft.pk)
    _require_complete(locked)
    revoke(locked, HAND_IN)
    locked.asked_at = timezone.now()
    locked.save(update_fields=["asked_at"])
    expires_at = locked.asked_at + timedelta(days=settings.NEED_CONFIRM_DAYS)
    notifications.please_confirm(locked, _link(locked, HAND_IN, expires_at))


def _link(draft: NeedDraft, purpose: str, expires_at):
    key = f"{draft.pk}:{uuid4().hex}"
    return issue(purpose, contact=None, about=draft, key=key, expires_at=expires_at, language=draft.language)


def _require_complete(draft: NeedDraft) -> None:
    complete = not unfinished(draft) and draft.first("confidentiality")
    require(complete, _("Something is still missing. Please go through the steps once more."))


@transaction.atomic
def hand_in(draft: NeedDraft) -> Need:
    """Turn the draft into a need of the person who has proven the address, once: contact, organisation, membership,
    consent and need, all or nothing. A second call returns the same need.

    Where the organisation is verified the need is submitted; else it waits for the check, and person and leads are
    told so. Raises GuardFailed when something is missing, or the person has too many organisations in the queue.
    """
    locked = NeedDraft.objects.select_for_update().get(pk=draft.pk)
    if locked.is_handed_in:
        require(locked.need, _("This need was handed in already and has been deleted since."))
        return locked.need
    _require_complete(locked)
    said = _said(locked)
    one_at_a_time(locked.email)
    names = {name: said[name] for name in ("given_name", "family_name", "phone")}
    contact = person_at(locked.email, language=locked.language, **names)
    organisation = _organisation(said, contact, locked)
    need = _need(said, contact, organisation, locked)
    record_consent(need, contact=contact, channel=Channel.LINK, actor=None)
    if locked.origin:
        need_came_from.send(Need, need=need, origin=locked.origin, actor=None)
    revoke(locked)
    locked.content, locked.email, locked.asked_at = {}, "", None
    locked.need, locked.handed_in_at = need, timezone.now()
    locked.save()
    if organisation.is_verified:
        submit_need(need, actor=None, on_behalf_source=Channel.LINK)
    else:
        notifications.need_waits(need)
    return need


@transaction.atomic
def begin_for_member(
    contact: Contact, organisation: Organisation, *, title: str, description: str, topics: Iterable, language: str
) -> Need:
    """Return a new draft of `organisation` with `contact`, who has asked for it by a link and goes on with it after
    signing in; the hub cannot use it before it is handed in."""
    need = Need.objects.create(
        organisation=organisation,
        contact=contact,
        form_key=uuid4(),
        title=title,
        description=description,
        language=language,
        municipality=organisation.municipality,
        region=organisation.municipality.region if organisation.municipality else organisation.region,
    )
    need.topics.set(topics)
    details = {"contact": contact.pk}
    LogEntry.objects.record(
        need, "create", actor=None, to_state=need.state, on_behalf_source=Channel.LINK, details=details
    )
    return need


def _said(draft: NeedDraft) -> dict[str, Any]:
    said: dict[str, Any] = {"confidentiality": draft.first("confidentiality")}
    for step in ASKED:
        form = step.checked(draft)
        if not form.is_valid():
            raise GuardFailed([problem for problems in form.errors.values() for problem in problems])
        said |= form.cleaned_data
    require(
        said["confidentiality"] in dict(SEND.form_class.base_fields["confidentiality"].choices),
        _("Choose who may read the summary."),
    )
    return said


def _organisation(said: dict[str, Any], contact: Contact, draft: NeedDraft) -> Organisation:
    """Return the organisation the person acts for where it has that name, else a new one that waits for the check. It
    is never one of others: that would let anybody act for any firm."""
    own = Organisation.objects.current().filter(memberships__contact=contact, memberships__is_active=True)
    alike = find_alike(
        Traces.typed(said["org_name"], said["postcode"], said["website"]), own.filter(verification__in=STANDING), most=1
    )
    if alike and alike[0].score >= SAME_NAME:
        return lock_organisation(alike[0].organisation.pk)
    waiting = own.exclude(verification=Verification.VERIFIED).count()
    require(
        waiting < MOST_UNVERIFIED,
        _("You have registered several organisations that the hub has not checked yet. Please write to us."),
    )
    municipality, region = said["org_place"]
    organisation = enter_organisation(
        actor=None,
        name=said["org_name"].strip(),
        kind=Kind.COMPANY,
        municipality=municipality,
        region=region,
        form_key=draft.key,
        postcode=said["postcode"],
        website=said["website"],
        size_class=said["size_class"],
    )
    if said["sector"]:
        organisation.sectors.add(said["sector"])
    admit(lock_organisation(organisation.pk), contact, role=MemberRole.ADMIN, actor=None)
    return organisation


def _need(said: dict[str, Any], contact: Contact, organisation: Organisation, draft: NeedDraft) -> Need:
    texts = {name: said[name] for name in ("description", "goal", "systems", "time_frame", "confidentiality")}
    need = Need.objects.create(
        organisation=organisation,
        contact=contact,
        form_key=draft.key,
        title=title_in(draft),
        budget=said["budget"] or _usual("budget"),
        need_kind=said["need_kind"] or _usual("need_kind"),
        language=draft.language,
        municipality=organisation.municipality,
        region=organisation.municipality.region if organisation.municipality else organisation.region,
        **texts,
    )
    need.topics.set(said["topics"])
    LogEntry.objects.record(
        need,
        "create",
        actor=None,
        to_state=need.state,
        on_behalf_source=Channel.LINK,
        details={"contact": contact.pk, "confidentiality": need.confidentiality},
    )
    return need


def _usual(name: str) -> Any:
    field: models.Field = Need._meta.get_field(name)
    return field.get_default()
