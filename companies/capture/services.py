"""From a talk to a need: organisation, person, consent, need and contact in one piece; notes until then."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.capture.forms import CaptureForm, ConsentForm
from companies.consents import record_consent
from companies.models import CaptureDraft, Need
from companies.services import save_need, submit_need
from companies.signals import need_came_from, origin_in
from contactlog.forms import EntryForm
from contactlog.models import SUMMARY_LENGTH
from contactlog.services.entries import add_entry
from core.states import require
from organisations.services.members import add_person
from organisations.services.registration import enter_organisation
from scheduling.fields import MINUTE

MOST_NOTES = 60_000  # characters in one draft; all fields together hold less
NOT_KEPT = {"csrfmiddlewaretoken", "form_key"}


def captured(actor, form_key: UUID) -> Need | None:
    """Return the need that this very form has become already."""
    return Need.objects.filter(created_by=actor, form_key=form_key).first()


def capture_need(form: CaptureForm, *, actor, form_key: UUID) -> Need:
    """Turn the valid `form` into a need and an entry of the contact log, new organisation and person included, all or
    nothing. With a consent the need is handed in as soon as the organisation is verified; without one it stays a
    draft that nobody can hand in.

    When `form_key` has been saved already, also at the same moment, that need is returned and nothing is written.
    Raises GuardFailed.
    """
    try:
        return _capture(form, actor, form_key)
    except IntegrityError:
        earlier = captured(actor, form_key)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _capture(form: CaptureForm, actor, form_key: UUID) -> Need:
    data = form.cleaned_data
    organisation = data["organisation"] or enter_organisation(actor=actor, form_key=form_key, **form.new_organisation)
    contact = data["person"] or add_person(organisation, actor=actor, **form.new_person)
    form.instance.contact, form.instance.municipality = contact, organisation.municipality
    need = save_need(form, organisation=organisation, actor=actor, source=form.source, form_key=form_key)
    if form.channel:
        record_consent(need, contact=contact, channel=form.channel, actor=actor, given_at=data["consent_at"])
    _write_down(need, form, actor, form_key)
    origin = origin_in(data)
    if origin:
        need_came_from.send(Need, need=need, origin=origin, actor=actor)
    if need.consent and organisation.is_verified:
        submit_need(need, actor=actor, on_behalf_source=need.source)
    forget_draft(actor, form_key)
    return need


@transaction.atomic
def agree_later(form: ConsentForm, *, actor) -> None:
    """Record the consent that the valid `form` says, and hand in the draft where the organisation is verified."""
    need = form.case
    record_consent(
        need, contact=need.contact, channel=form.channel, actor=actor, given_at=form.cleaned_data["consent_at"]
    )
    if need.organisation.is_verified:
        submit_need(need, actor=actor, on_behalf_source=need.source)


def _write_down(need: Need, form: CaptureForm, actor, form_key: UUID) -> None:
    """Note the talk in the contact log of the organisation."""
    typed = {
        "kind": form.cleaned_data["kind"],
        "contact": need.contact_id,
        "staff": actor.pk,
        "need": need.pk,
        "occurred_at": timezone.localtime().strftime(MINUTE),
        "summary": f"{need.title}\n\n{need.description}"[:SUMMARY_LENGTH],
        "topics": [topic.pk for topic in form.cleaned_data["topics"]],
    }
    entry = EntryForm(typed, organisation=need.organisation, author=actor)
    require(entry.is_valid(), _("The talk could not be written into the contact log."))
    add_entry(entry, organisation=need.organisation, actor=actor, form_key=form_key)


def save_draft(typed: QueryDict, *, actor, form_key: UUID) -> CaptureDraft | None:
    """Keep what is typed so far and return it; None where the form has become a need already or is far too long."""
    content = {
        name: [value.replace("\x00", "") for value in values] for name, values in typed.lists() if name not in NOT_KEPT
    }
    if sum(len(value) for values in content.values() for value in values) > MOST_NOTES or captured(actor, form_key):
        return None
    draft, _created = CaptureDraft.objects.update_or_create(
        user=actor, form_key=form_key, defaults={"content": content}
    )
    return draft


def forget_draft(actor, form_key: UUID) -> None:
    CaptureDraft.objects.filter(user=actor, form_key=form_key).delete()
