"""Verbs on offers. Permissions are asked by the views (`startups.permissions`)."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.facts import record_event
from core.models import LogEntry
from core.numbers import next_number
from core.states import GuardFailed, InvalidTransition, advance, announce, require
from organisations.facts import organisation_attributes
from organisations.models import Organisation
from organisations.signals import organisation_changed
from organisations.verification import unverified_problem
from startups import notifications
from startups.enums import OfferState, RevisionState
from startups.models import Offer, OfferRevision, OfferTeaser, ProviderProfile

CONFIRM_EVERY = timedelta(days=180)
SHORTEST_DESCRIPTION = 8  # words

# What a provider may change only through review, because companies decide on it.
MATERIAL_FIELDS = {
    "title",
    "description",
    "title_en",
    "description_en",
    "topics",
    "sectors",
    "language",
    "price_from_eur",
    "minimum_eur",
}


def offer_attributes(offer: Offer) -> dict:
    """Return what figures about this offer are broken down by, as it is now."""
    attributes = organisation_attributes(offer.organisation)
    attributes["topics"] = sorted(topic.slug for topic in offer.topics.all()) or ["unknown"]
    return attributes


def _count(kind: str, offer: Offer) -> None:
    record_event(kind, attributes=offer_attributes(offer), organisation_id=offer.organisation_id, offer_id=offer.pk)


def create_offer(form, *, organisation, actor, form_key: UUID | None = None) -> Offer:
    """Save the valid OfferForm `form` as a draft of `organisation`; nobody is told.

    `form_key` names the form on the person's screen: when it has been saved already, also at the same moment,
    the offer it created is returned and nothing is written.
    """
    try:
        return _create_offer(form, organisation, actor, form_key)
    except IntegrityError:
        earlier = Offer.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _create_offer(form, organisation, actor, form_key: UUID | None) -> Offer:
    offer = form.save(commit=False)
    offer.form_key = form_key
    offer.organisation = organisation
    offer.created_by = actor
    offer.save()
    form.save_m2m()
    LogEntry.objects.record(offer, "create", actor=actor, to_state=offer.state)
    return offer


@transaction.atomic
def edit_offer(form, *, actor) -> OfferRevision | None:
    """Save the valid OfferForm `form`; material changes of a published offer become a waiting revision.

    Small changes (contact person, note on the price) take effect at once. Returns the revision that waits
    afterwards, if any. Raises InvalidTransition when the offer has left the state the form was filled in for.
    """
    offer = form.instance
    if Offer.objects.select_for_update().values_list("state", flat=True).get(pk=offer.pk) != offer.state:
        raise InvalidTransition(f"offer {offer.pk} has left {offer.state}")
    changed = sorted(form.changed_data)
    if offer.state == OfferState.PUBLISHED:
        return _edit_published(form, [name for name in changed if name not in MATERIAL_FIELDS], actor)
    offer = form.save(commit=False)
    offer.save(update_fields=[*form.instance_fields, "updated_at"])
    form.save_m2m()
    LogEntry.objects.record(offer, "edit", actor=actor, details={"fields": changed})
    return None


def _edit_published(form, minor: list[str], actor) -> OfferRevision | None:
    content = form.revision_content()
    offer = Offer.objects.get(pk=form.instance.pk)  # the form has written its values into its own instance
    waiting = offer.waiting_revision
    if minor:
        small = {name: form.cleaned_data[name] for name in minor}
        Offer.objects.filter(pk=offer.pk).update(**small, updated_at=timezone.now())
        offer.refresh_from_db()
        LogEntry.objects.record(offer, "edit", actor=actor, details={"fields": minor})
        organisation_changed.send(Organisation, organisation=offer.organisation)
    if waiting and waiting.content == content:
        return waiting
    if content:
        return submit_material_edit(offer, actor=actor, content=content)
    if waiting:
        _drop_waiting_revision(offer, actor)
    return None


def submission_problems(offer: Offer, topics=None) -> dict[str, str]:
    """Return what is missing before the offer can be submitted: field -> one sentence. `topics` are those that
    are about to be saved, by default those the offer has."""
    problems = {}
    if not offer.title.strip():
        problems["title"] = _("Give the offer a title.")
    if len(offer.description.split()) < SHORTEST_DESCRIPTION:
        problems["description"] = _("Describe the offer in at least one or two full sentences.")
    if not (offer.topics.all() if topics is None else topics):
        problems["topics"] = _("Choose at least one topic.")
    if problem := unverified_problem(offer.organisation):
        problems["organisation"] = problem
    return problems


@transaction.atomic
def submit_offer(offer: Offer, *, actor) -> None:
    """Hand the offer to the hub for review; it gets its number, the provider a receipt. Raises GuardFailed."""
    if problems := submission_problems(offer):
        raise GuardFailed(problems.values())
    advance(
        offer,
        "submit",
        actor=actor,
        number=offer.number or next_number("A", timezone.localdate().year),
        submitted_at=timezone.now(),
        review_note="",
    )
    notifications.offer_submitted(offer)


@transaction.atomic
def publish_offer(offer: Offer, *, actor) -> None:
    """Publish after review; the anonymous summary must be checked. Matching starts in the background."""
    teaser = offer.current_teaser
    require(teaser and teaser.checked_at, _("Check the anonymous summary first."))
    today = timezone.localdate()
    advance(
        offer,
        "publish",
        actor=actor,
        published_at=timezone.now(),
        confirmed_on=today,
        confirm_due_on=today + CONFIRM_EVERY,
        review_note="",
    )
    _count("offer_published", offer)
    notifications.offer_published(offer)


@transaction.atomic
def return_offer(offer: Offer, *, actor, question: str) -> None:
    """Give the offer back to the provider with a question."""
    require(question.strip(), _("Write the question."))
    advance(offer, "return_with_question", actor=actor, review_note=question.strip())
    notifications.offer_returned(offer)


@transaction.atomic
def reject_offer(offer: Offer, *, actor, reason: str, text: str) -> None:
    """Reject with a reason code and a text the provider reads."""
    require(reason, _("Choose a reason."))
    require(text.strip(), _("Explain the decision to the provider."))
    advance(offer, "reject", actor=actor, reason=reason, reject_reason=reason, review_note=text.strip())
    notifications.offer_rejected(offer)


@transaction.atomic
def suspend_offer(offer: Offer, *, actor=None) -> None:
    """Let the offer rest: no new proposals, introductions before the contact end. `actor` None = the timer."""
    advance(offer, "suspend", actor=actor)
    _count("offer_suspended", offer)
    notifications.offer_suspended(offer)


@transaction.atomic
def reconfirm_offer(offer: Offer, *, actor) -> None:
    """Somebody says the offer is still correct; a resting offer is live again."""
    today = timezone.localdate()
    advance(offer, "reconfirm", actor=actor, confirmed_on=today, confirm_due_on=today + CONFIRM_EVERY)


@transaction.atomic
def archive_offer(offer: Offer, *, actor) -> None:
    """Take the offer out for good; introductions before the contact end, a waiting change is dropped."""
    was_published = offer.published_at is not None
    advance(offer, "archive", actor=actor)
    _drop_waiting_revision(offer, actor)
    if was_published:
        _count("offer_archived", offer)
    notifications.offer_archived(offer)


@transaction.atomic
def write_teaser(offer: Offer, *, actor, title: str, text: str, checked: bool) -> OfferTeaser:
    """Store the anonymous summary as a new version; `checked` = read for self-identification by a reviewer.

    An unchanged text that was already checked is returned as it is.
    """
    Offer.objects.select_for_update().get(pk=offer.pk)  # two reviewers must not write the same version
    latest = offer.teasers.order_by("-version").first()
    if latest and (latest.title, latest.text) == (title, text) and (latest.checked_at or not checked):
        return latest
    teaser = OfferTeaser.objects.create(
        offer=offer,
        version=latest.version + 1 if latest else 1,
        title=title,
        text=text,
        written_by=actor,
        checked_by=actor if checked else None,
        checked_at=timezone.now() if checked else None,
    )
    LogEntry.objects.record(offer, "write_teaser", actor=actor, details={"version": teaser.version, "checked": checked})
    return teaser


@transaction.atomic
def submit_material_edit(offer: Offer, *, actor, content: dict) -> OfferRevision:
    """Let `content` wait for review as a new version; a version that is still waiting is replaced."""
    advance(offer, "submit_material_edit", actor=actor)
    offer.revisions.filter(state=RevisionState.WAITING).update(state=RevisionState.REPLACED)
    revision = OfferRevision.objects.create(offer=offer, content=content, submitted_by=actor)
    notifications.revision_submitted(offer, revision)
    return revision


@transaction.atomic
def accept_revision(offer: Offer, *, actor) -> None:
    """Make the waiting version the live one; matching looks at the offer again."""
    revision = _take_waiting_revision(offer, RevisionState.ACCEPTED, actor)
    content = dict(revision.content)
    topics, sectors = content.pop("topics", None), content.pop("sectors", None)
    Offer.objects.filter(pk=offer.pk).update(**content, updated_at=timezone.now())
    offer.refresh_from_db()
    if topics is not None:
        offer.topics.set(topics)
    if sectors is not None:
        offer.sectors.set(sectors)
    LogEntry.objects.record(offer, "accept_revision", actor=actor, details={"revision": revision.pk})
    notifications.revision_reviewed(offer, revision)
    announce(offer, "accept_revision", actor=actor)


@transaction.atomic
def decline_revision(offer: Offer, *, actor, note: str) -> None:
    """Keep the live version; `note` tells the provider why."""
    require(note.strip(), _("Explain the decision to the provider."))
    revision = _take_waiting_revision(offer, RevisionState.DECLINED, actor, note.strip())
    LogEntry.objects.record(offer, "decline_revision", actor=actor, details={"revision": revision.pk})
    notifications.revision_reviewed(offer, revision)


@transaction.atomic
def save_provider(profile_form, about_form, references, *, organisation, actor, version: str, form_key: UUID) -> None:
    """Save the valid forms of the provider's page. Nothing is written when this very form was saved already.

    Raises GuardFailed when the page was saved by somebody else since it was opened in `version`.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if LogEntry.objects.about(organisation).filter(verb="edit_provider", details__form=str(form_key)).exists():
        return
    profile = ProviderProfile.objects.filter(organisation=organisation).first()
    require(
        version == (profile.version if profile else ""),
        _("Somebody else has saved this page in the meantime. Check your entries and save again."),
    )
    profile_form.instance.organisation = organisation
    profile_form.save()
    about = about_form.save(commit=False)
    about.save(update_fields=about_form.Meta.fields)
    references.save()
    LogEntry.objects.record(organisation, "edit_provider", actor=actor, details={"form": str(form_key)})
    organisation_changed.send(Organisation, organisation=organisation)


def _drop_waiting_revision(offer: Offer, actor) -> None:
    if offer.revisions.filter(state=RevisionState.WAITING).update(state=RevisionState.DROPPED):
        LogEntry.objects.record(offer, "drop_revision", actor=actor)


def _take_waiting_revision(offer: Offer, state: str, actor, note: str = "") -> OfferRevision:
    if offer.state not in {OfferState.PUBLISHED, OfferState.SUSPENDED}:
        raise InvalidTransition(f"offer {offer.pk} is {offer.state}")
    revision = offer.revisions.select_for_update().filter(state=RevisionState.WAITING).first()
    if revision is None:
        raise InvalidTransition(f"offer {offer.pk} has no waiting revision")
    revision.state, revision.review_note = state, note
    revision.reviewed_by, revision.reviewed_at = actor, timezone.now()
    revision.save()
    return revision
