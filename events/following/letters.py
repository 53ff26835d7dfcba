"""What people are written after an event."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.selectors import lead_contacts
from events.following import calendar, material
from events.models import ActionItem, EventNote, Minutes, Registration
from events.words import title_of
from links.models import SignedLink
from mail.letters import Letter
from mail.links import absolute
from mail.services import post, post_to


def note_received(note: EventNote) -> None:
    """Nothing that was typed stands in it: nobody's address may be used to send words of others."""
    with override(note.language):
        letter = Letter(
            subject=_("We have your note: %(event)s") % {"event": title_of(note.event)},
            paragraphs=(
                _("somebody has left a note with your e-mail address at one of our events. We have it, thank you."),
                _("We read it and get back to you."),
            ),
            action=(_("To the event"), absolute(note.event.get_absolute_url())),
            closing=(_("It was not you? Then please answer this e-mail, and we delete the note."),),
        )
    post(
        letter,
        to=[note.email],
        kind="event.note_received",
        key=f"event.note_received:{note.pk}",
        language=note.language,
        about=note,
        is_confidential=True,
    )


def please_answer(registration: Registration, link: SignedLink) -> None:
    """Ask what somebody thought of the event, once; with the slides where there are any."""

    def letter() -> Letter:
        closing = [_("You need not sign in. We do not remind you."), _anonymous()]
        if material.has_material(registration.event):
            closing.append(_("Slides and minutes: %(url)s") % {"url": material.material_url(registration)})
        closing += calendar.line_of(registration.contact)
        return Letter(
            subject=_("How was it? %(event)s") % {"event": title_of(registration.event)},
            greeting_name=registration.full_name,
            paragraphs=(
                _("thank you for having been with us."),
                _("Three short questions help us to do it better next time. It takes a minute."),
            ),
            action=(_("Answer three questions"), absolute(link.path)),
            closing=tuple(closing),
        )

    key = f"event.feedback:{registration.pk}"
    post_to(registration.contact, letter, kind="event.feedback", key=key, about=registration, is_confidential=True)


def _anonymous() -> str:
    return _("Your answer is anonymous unless you say that we may call you.")


def minutes(registration: Registration, minutes: Minutes) -> None:
    """Send the minutes, text and what was taken on, to somebody who was there."""

    def letter() -> Letter:
        items = [_item_in_words(item) for item in minutes.event.action_items.select_related("owner")]
        return Letter(
            subject=_("Minutes: %(event)s") % {"event": title_of(minutes.event)},
            greeting_name=registration.full_name,
            paragraphs=(
                _("these are the minutes of our meeting."),
                *(part.strip() for part in minutes.text.split("\n\n") if part.strip()),
                *((_("What was taken on:"), *items) if items else ()),
            ),
            action=(_("Minutes and slides"), material.material_url(registration)),
        )

    key = f"event.minutes:{minutes.pk}:{registration.pk}"
    post_to(registration.contact, letter, kind="event.minutes", key=key, about=registration, is_confidential=True)


def _item_in_words(item: ActionItem) -> str:
    words = {"what": item.text, "who": item.who, "date": date_format(item.due_on, "DATE_FORMAT")}
    return _("%(what)s (%(who)s, until %(date)s)") % words


def _facts(item: ActionItem) -> tuple[tuple[str, str], ...]:
    return (
        (_("What"), item.text),
        (_("Until"), date_format(item.due_on, "DATE_FORMAT")),
        (_("Taken on at"), str(title_of(item.event))),
    )


def item_is_due(item: ActionItem, link: SignedLink, occasion: str) -> None:
    """Remind the owner shortly before the day; with the button that says it is done."""

    def letter() -> Letter:
        return Letter(
            subject=_("Soon due: %(what)s") % {"what": item.text},
            greeting_name=item.owner.full_name,
            paragraphs=(_("you have taken something on at one of our meetings. The day comes near."),),
            facts=_facts(item),
            action=(_("It is done"), absolute(link.path)),
            closing=(_("It will not be done in time? Please answer this e-mail."),),
        )

    key = f"event.item_remind:{item.pk}:{occasion}"
    post_to(item.owner, letter, kind="event.item_remind", key=key, about=item, is_confidential=True)


def item_is_overdue(item: ActionItem, occasion: str) -> None:
    """Tell the organiser that something was not done in time."""
    for contact in lead_contacts(item.created_by, item.event.region):
        key = f"event.item_overdue.lead:{item.pk}:{occasion}:{contact.pk}"
        post_to(contact, _overdue(item, contact), kind="event.item_overdue.lead", key=key, about=item)


def _overdue(item: ActionItem, contact) -> Callable[[], Letter]:
    def letter() -> Letter:
        return Letter(
            subject=_("Overdue: %(what)s") % {"what": item.text},
            greeting_name=contact.full_name,
            paragraphs=(_("something that was taken on at a meeting is not done yet. Please ask."),),
            facts=((_("Who"), item.who), *_facts(item)),
            action=(_("Open the minutes"), absolute(item.get_absolute_url())),
        )

    return letter
