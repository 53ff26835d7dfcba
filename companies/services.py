"""Verbs on needs. Each checks its guards, takes the one door `advance`, counts, and tells who has to know.

Permissions are asked by the views (`companies.permissions`); services trust that the actor may act.
"""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Channel
from companies import notifications
from companies.attachments import attach_to_question
from companies.consents import record_consent
from companies.enums import NeedState, Source
from companies.models import Need, NeedQuestion, NeedTeaser
from companies.versions import keep_first_version, keep_version
from core.facts import record_event
from core.models import LogEntry
from core.numbers import next_number
from core.states import GuardFailed, InvalidTransition, advance, announce, require
from files.uploads import CheckedUpload
from organisations.facts import organisation_attributes
from organisations.verification import unverified_problem
from scheduling.workdays import add_working_days, shift_by_pause

FIRST_RESPONSE_WORKING_DAYS = 2
QUALIFICATION_WORKING_DAYS = 10
SHORTLIST_WORKING_DAYS = 15

FEWEST_WORDS = 5  # of a description that the hub can begin with
GOOD_LENGTH = (40, 200)  # words: how it is, what annoys, what should change; quick to write and to read
MATERIAL_FIELDS = {"title", "description", "goal", "topics"}


def need_attributes(need: Need) -> dict:
    """Return what figures about this need are broken down by, as it is now."""
    attributes = organisation_attributes(need.organisation)
    attributes["need_ags"] = need.municipality.ags if need.municipality else "unknown"
    attributes["need_region"] = need.region.slug
    attributes["topics"] = sorted(topic.slug for topic in need.topics.all()) or ["unknown"]
    return attributes


def _count(kind: str, need: Need) -> None:
    record_event(kind, attributes=need_attributes(need), organisation_id=need.organisation_id, need_id=need.pk)


def create_need(form, *, organisation, actor, source: str = Source.PORTAL, form_key: UUID | None = None) -> Need:
    """Save the valid NeedForm `form` as a draft of `organisation`; nobody is told.

    `form_key` names the form on the person's screen: when it has been saved already, also at the same moment,
    the need it created is returned and nothing is written.
    """
    try:
        return save_need(form, organisation=organisation, actor=actor, source=source, form_key=form_key)
    except IntegrityError:
        earlier = Need.objects.filter(created_by=actor, form_key=form_key).first() if form_key else None
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def save_need(form, *, organisation, actor, source: str, form_key: UUID | None) -> Need:
    """Save the valid form `form` as a draft. Raises IntegrityError when `form_key` has been saved already."""
    need = form.save(commit=False)
    need.form_key = form_key
    need.organisation = organisation
    need.created_by = actor
    need.source = source
    if need.municipality:
        need.region = need.municipality.region
    else:
        need.region = organisation.region
    need.save()
    form.save_m2m()
    LogEntry.objects.record(need, "create", actor=actor, to_state=need.state, on_behalf_source=_behalf(source))
    return need


@transaction.atomic
def edit_need(form, *, actor, parties: set[str]) -> bool:
    """Save the valid NeedForm `form`; return whether the change sent the need back to qualification.

    A change of text, topics or goal of a qualified need is material: the case goes back to qualification and
    open consent requests end, because both sides would otherwise agree to something else.
    """
    state = Need.objects.select_for_update().values_list("state", flat=True).get(pk=form.instance.pk)
    if state != form.instance.state:
        raise InvalidTransition(f"need {form.instance.pk} is {state} now")
    keep_first_version(form.instance.pk)
    material = bool(MATERIAL_FIELDS & set(form.changed_data))
    need = form.save(commit=False)
    if need.municipality:
        need.region = need.municipality.region
    need.save(update_fields=[*form.instance_fields, "region", "updated_at"])
    form.save_m2m()
    LogEntry.objects.record(need, "edit", actor=actor, details={"fields": sorted(form.changed_data)})
    if need.submitted_at:
        keep_version(need, actor=actor, by_company="company" in parties)
    announce(need, "edit", actor=actor)
    if not (material and need.state in (NeedState.QUALIFIED, NeedState.MATCHING)):
        return False
    reopen_after_edit(need, actor=actor, by_company="company" in parties)
    return True


def reopen_after_edit(need: Need, *, actor, by_company: bool) -> None:
    """Send a qualified need back to qualification after a material change."""
    with transaction.atomic():
        advance(
            need,
            "reopen_after_edit",
            actor=actor,
            qualification_due_on=add_working_days(timezone.localdate(), QUALIFICATION_WORKING_DAYS),
            shortlist_due_on=None,
        )
        notifications.need_reopened(need, by_company=by_company)


def submission_problems(need: Need) -> dict[str, str]:
    """Return what is missing before the need can be submitted: field -> one sentence."""
    problems = {}
    if not need.title.strip():
        problems["title"] = _("Give the need a title.")
    if len(need.description.split()) < FEWEST_WORDS:
        problems["description"] = _("Describe the problem in at least one full sentence.")
    if problem := unverified_problem(need.organisation):
        problems["organisation"] = problem
    return problems


@transaction.atomic
def submit_need(need: Need, *, actor, on_behalf_source: str = "") -> None:
    """Hand a draft to the hub: it gets its number and its deadlines, the company a receipt.

    A lead submits on behalf of the company and records how the company asked for it; a person without an account
    does so by a link, then `actor` is None. When a company hands in itself what a lead has captured, that is its
    consent. Raises GuardFailed.
    """
    if problems := submission_problems(need):
        raise GuardFailed(problems.values())
    if need.lacks_consent and not on_behalf_source:
        record_consent(need, contact=actor.contact, channel=Channel.PORTAL, actor=actor)
    today = timezone.localdate()
    advance(
        need,
        "submit",
        actor=actor,
        on_behalf_source=on_behalf_source,
        number=next_number("B", today.year),
        submitted_at=timezone.now(),
        response_due_on=add_working_days(today, FIRST_RESPONSE_WORKING_DAYS),
        qualification_due_on=add_working_days(today, QUALIFICATION_WORKING_DAYS),
    )
    keep_version(need, actor=actor, by_company=on_behalf_source in ("", Channel.LINK))
    _count("need_registered", need)
    notifications.need_submitted(need)


@transaction.atomic
def take_over_need(need: Need, *, actor) -> None:
    """A lead takes the case: it is assigned and in qualification; the company learns who looks after it."""
    advance(need, "start_qualification", actor=actor, assigned_to=actor)
    notifications.need_taken_over(need)


@transaction.atomic
def ask_company(need: Need, *, actor, text: str, file: CheckedUpload | None = None) -> NeedQuestion:
    """Return the need with a question, and a file that explains it; the qualification clock stops until the answer.
    Raises GuardFailed, also when the need has its number of files already."""
    require(text.strip(), _("Write the question."))
    advance(need, "return_with_question", actor=actor)
    question = NeedQuestion.objects.create(need=need, text=text.strip(), asked_by=actor)
    if file:
        attach_to_question(question, actor=actor, upload=file)
    notifications.need_returned(need, question)
    return question


@transaction.atomic
def answer_question(
    need: Need, *, actor, text: str, source: str = Source.PORTAL, file: CheckedUpload | None = None
) -> None:
    """Answer the open question, by the company or by a lead after a call (`source`); the clock resumes. Raises
    GuardFailed, also when the need has its number of files already."""
    require(text.strip(), _("Write the answer."))
    question = need.questions.filter(answered_at__isnull=True).first()
    if file and question:
        attach_to_question(question, actor=actor, upload=file, with_answer=True)
    returned_on = timezone.localdate(need.state_changed_at)
    today = timezone.localdate()
    advance(
        need,
        "answer_question",
        actor=actor,
        on_behalf_source=_behalf(source),
        qualification_due_on=shift_by_pause(need.qualification_due_on, returned_on, today),
    )
    need.questions.filter(answered_at__isnull=True).update(
        answer=text.strip(), answered_by=actor, answered_at=timezone.now(), answer_source=source
    )
    notifications.need_answered(need)


def qualification_problems(need: Need) -> dict[str, str]:
    """Return what is missing before the need can be qualified: field -> one sentence.

    The place is never missing: every need has a region, a municipality where one is known.
    """
    problems = {}
    if not need.topics.all():
        problems["topics"] = _("Choose at least one topic.")
    if not need.goal.strip():
        problems["goal"] = _("Write down the goal.")
    if not need.time_frame:
        problems["time_frame"] = _("Choose a time frame.")
    return problems


@transaction.atomic
def qualify_need(need: Need, *, actor) -> None:
    """Declare the need clear enough; matching starts in the background. Raises GuardFailed."""
    if problems := qualification_problems(need):
        raise GuardFailed(problems.values())
    today = timezone.localdate()
    advance(
        need,
        "qualify",
        actor=actor,
        assigned_to=need.assigned_to or actor,
        qualified_at=timezone.now(),
        shortlist_due_on=add_working_days(today, SHORTLIST_WORKING_DAYS),
    )
    _count("need_qualified", need)
    notifications.need_qualified(need)


_REJECTIONS = {
    NeedState.SUBMITTED: "reject_at_intake",
    NeedState.IN_QUALIFICATION: "reject",
    NeedState.RETURNED: "reject_after_silence",
}


def rejection_from(state: str) -> str | None:
    """Return the transition that rejects a need in `state`, or None where it cannot be rejected."""
    return _REJECTIONS.get(state)


@transaction.atomic
def reject_need(need: Need, *, actor, reason: str, text: str) -> None:
    """Reject with a reason code and a text the company reads. After silence the reason is fixed."""
    transition = rejection_from(need.state)
    if transition is None:
        raise InvalidTransition(f"need {need.pk} cannot be rejected from {need.state}")
    require(text.strip(), _("Explain the rejection to the company."))
    require(
        transition != "reject_after_silence" or reason == "too_vague_no_reply",
        _("While a question is open, the only possible reason is the missing reply."),
    )
    advance(
        need,
        transition,
        actor=actor,
        reason=reason,
        reject_reason=reason,
        closing_note=text.strip(),
        closed_at=timezone.now(),
    )
    _count("need_rejected", need)
    notifications.need_rejected(need)


@transaction.atomic
def start_matching(need: Need, *, actor) -> None:
    """The first introduction is on the shortlist."""
    advance(need, "start_matching", actor=actor)


@transaction.atomic
def back_to_qualified(need: Need) -> None:
    """No introduction is under way any more; the need looks for proposals again."""
    advance(need, "back_to_qualified", actor=None)


@transaction.atomic
def pause_need(need: Need, *, actor, resume_on: date) -> None:
    """Put the case on hold until `resume_on`, a day in the future."""
    require(resume_on > timezone.localdate(), _("The day of resumption must be in the future."))
    advance(need, "pause", actor=actor, resume_on=resume_on)
    notifications.need_paused(need)


@transaction.atomic
def resume_need(need: Need, *, actor=None) -> None:
    """Go on with a paused need; its deadlines move on by the pause. `actor` None = the day has come."""
    require(actor is not None or need.resume_on <= timezone.localdate(), _("The day of resumption has not come."))
    paused_on = timezone.localdate(need.state_changed_at)
    advance(
        need,
        "resume",
        actor=actor,
        resume_on=None,
        shortlist_due_on=shift_by_pause(need.shortlist_due_on, paused_on, timezone.localdate()),
    )
    notifications.need_resumed(need)


@transaction.atomic
def withdraw_need(need: Need, *, actor, on_behalf_source: str = "") -> None:
    """Take the need back. Introductions before the contact end; later ones stay with the lead."""
    was_submitted = need.submitted_at is not None
    advance(need, "withdraw", actor=actor, on_behalf_source=on_behalf_source, closed_at=timezone.now())
    if was_submitted:
        _count("need_withdrawn", need)
        notifications.need_withdrawn(need)


@transaction.atomic
def close_need_solved(need: Need, *, actor, note: str) -> None:
    """Close with the outcome recorded on an introduction; `note` is read by the company."""
    require(note.strip(), _("Write one sentence on the outcome."))
    advance(need, "close_solved", actor=actor, closing_note=note.strip(), closed_at=timezone.now())
    _count("need_closed_solved", need)
    notifications.need_closed(need)


@transaction.atomic
def close_need_unsolved(need: Need, *, actor, reason: str, note: str = "") -> None:
    """Close without a solution, with a reason code; `note` is read by the company."""
    require(reason, _("Choose a reason."))
    advance(
        need,
        "close_unsolved",
        actor=actor,
        reason=reason,
        unsolved_reason=reason,
        closing_note=note.strip(),
        closed_at=timezone.now(),
    )
    _count("need_closed_unsolved", need)
    notifications.need_closed(need)


@transaction.atomic
def expire_need(need: Need, transition: str) -> None:
    """End a need nobody works on: `expire_unanswered`, `expire_inactive` or `expire_draft`, by the timer."""
    was_submitted = need.submitted_at is not None
    advance(need, transition, actor=None, closed_at=timezone.now())
    if was_submitted:
        _count("need_expired", need)
    notifications.need_expired(need)


@transaction.atomic
def write_teaser(need: Need, *, actor, title: str, text: str, checked: bool) -> NeedTeaser:
    """Store the anonymous summary as a new version; `checked` = the lead has read it for self-identification.

    An unchanged text that was already checked is returned as it is.
    """
    latest = need.teasers.order_by("-version").first()
    if latest and (latest.title, latest.text) == (title, text) and (latest.checked_at or not checked):
        return latest
    teaser = NeedTeaser.objects.create(
        need=need,
        version=latest.version + 1 if latest else 1,
        title=title,
        text=text,
        written_by=actor,
        checked_by=actor if checked else None,
        checked_at=timezone.now() if checked else None,
    )
    LogEntry.objects.record(need, "write_teaser", actor=actor, details={"version": teaser.version, "checked": checked})
    return teaser


def _behalf(source: str) -> str:
    return "" if source == Source.PORTAL else source
