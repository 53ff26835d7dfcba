from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import CaseEvent, LogEntry
from core.states import GuardFailed, InvalidTransition
from mail.models import OutboxMessage
from matchmaking.models import MatchingRun
from startups import services
from startups.enums import OfferState, RevisionState
from startups.forms import OfferForm
from startups.models import Offer
from startups.workflow import OFFER
from taxonomy.models import Topic
from tests.cases import introduction_in, offer_in
from tests.factories import ContactFactory, MembershipFactory
from tests.startups.conftest import filled

pytestmark = pytest.mark.django_db

VERBS = {
    "submit": lambda offer, p: services.submit_offer(offer, actor=p.clara),
    "publish": lambda offer, p: services.publish_offer(offer, actor=p.lead),
    "return_with_question": lambda offer, p: services.return_offer(offer, actor=p.lead, question="Was kostet es?"),
    "reject": lambda offer, p: services.reject_offer(offer, actor=p.lead, reason="duplicate", text="Schon da."),
    "submit_material_edit": lambda offer, p: services.submit_material_edit(
        offer, actor=p.clara, content={"title": "x"}
    ),
    "suspend": lambda offer, p: services.suspend_offer(offer, actor=p.clara),
    "reconfirm": lambda offer, p: services.reconfirm_offer(offer, actor=p.clara),
    "archive": lambda offer, p: services.archive_offer(offer, actor=p.clara),
}


def verbs(offer) -> list[str]:
    return list(LogEntry.objects.about(offer).order_by("pk").values_list("verb", flat=True))


def mails_to(user) -> list[str]:
    return [message.kind for message in OutboxMessage.objects.order_by("pk") if user.email in str(message.to)]


def checked_teaser(offer, people) -> None:
    services.write_teaser(offer, actor=people.lead, title="Ein Anbieter", text="Liest Maschinen aus.", checked=True)


def test_there_is_a_verb_for_every_transition():
    assert set(VERBS) == set(OFFER.transitions)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leaves_from_its_states_only(people, verb):
    transition = OFFER[verb]
    for state in OfferState.values:
        offer = offer_in(state, people)
        checked_teaser(offer, people)
        if state in transition.sources:
            VERBS[verb](offer, people)
            assert offer.state == transition.leads_to(state)
            assert verb in verbs(offer)
            continue
        before = verbs(offer)
        with pytest.raises(InvalidTransition):
            VERBS[verb](offer, people)
        assert Offer.objects.get(pk=offer.pk).state == state
        assert verbs(offer) == before


def test_of_two_people_with_the_same_page_only_one_succeeds(people):
    for verb in [verb for verb in VERBS if OFFER[verb].target]:
        offer = offer_in("suspended" if verb == "reconfirm" else sorted(OFFER[verb].sources)[0], people)
        checked_teaser(offer, people)
        same = Offer.objects.get(pk=offer.pk)
        VERBS[verb](offer, people)
        with pytest.raises(InvalidTransition):
            VERBS[verb](same, people)
        assert verbs(offer).count(verb) == 1, verb


@time_machine.travel("2018-03-29 09:00:00+00:00")
def test_submission_gives_a_number_once_and_tells_both_sides(people):
    offer = offer_in("submitted", people)
    assert (offer.number, offer.submitted_at.date()) == ("A-2018-0001", date(2018, 3, 29))
    assert mails_to(people.clara) == ["offer.submitted"]
    assert mails_to(people.lead) == mails_to(people.lead2) == ["offer.submitted.lead"]

    services.return_offer(offer, actor=people.lead, question="Was kostet es?")
    services.submit_offer(offer, actor=people.clara)
    assert (offer.number, offer.review_note) == ("A-2018-0001", "")
    assert offer_in("submitted", people).number == "A-2018-0002"


def test_a_submission_names_everything_that_is_missing(people):
    offer = offer_in("draft", people)
    offer.description = "Zu kurz."
    offer.topics.clear()
    people.startup.verification = "pending"
    offer.organisation = people.startup
    with pytest.raises(GuardFailed) as failure:
        services.submit_offer(offer, actor=people.clara)
    assert len(failure.value.problems) == 3
    assert Offer.objects.get(pk=offer.pk).state == OfferState.DRAFT


def test_only_a_verified_organisation_submits(people):
    offer = offer_in("draft", people)
    offer.organisation.verification = "pending"
    assert list(services.submission_problems(offer)) == ["organisation"]
    offer.organisation.verification = "verified"
    assert not services.submission_problems(offer)


@time_machine.travel("2018-03-29 09:00:00+00:00")
def test_publication_needs_a_checked_summary_and_starts_matching(people):
    offer = offer_in("submitted", people)
    with pytest.raises(GuardFailed):
        services.publish_offer(offer, actor=people.lead)
    services.write_teaser(offer, actor=people.lead, title="Ein Anbieter", text="Liest aus.", checked=False)
    with pytest.raises(GuardFailed):
        services.publish_offer(offer, actor=people.lead)
    assert not MatchingRun.objects.filter(offer=offer).exists()

    services.write_teaser(offer, actor=people.lead, title="Ein Anbieter", text="Liest aus.", checked=True)
    services.publish_offer(offer, actor=people.lead)
    assert (offer.confirmed_on, offer.confirm_due_on) == (date(2018, 3, 29), date(2018, 9, 25))
    assert MatchingRun.objects.filter(offer=offer, trigger="offer").count() == 1
    assert CaseEvent.objects.filter(offer_id=offer.pk).values_list("kind", flat=True).get() == "offer_published"
    assert mails_to(people.clara)[-1] == "offer.published"


def test_the_provider_reads_question_and_reasons_by_mail(people):
    returned, rejected = offer_in("returned", people), offer_in("rejected", people)
    assert mails_to(people.clara) == ["offer.submitted", "offer.returned", "offer.submitted", "offer.rejected"]
    bodies = {message.kind: message.body_text for message in OutboxMessage.objects.all()}
    assert returned.review_note in bodies["offer.returned"]
    assert rejected.review_note in bodies["offer.rejected"]


@pytest.mark.parametrize(
    "verb",
    [
        lambda offer, p: services.return_offer(offer, actor=p.lead, question="  "),
        lambda offer, p: services.reject_offer(offer, actor=p.lead, reason="", text="Schon da."),
        lambda offer, p: services.reject_offer(offer, actor=p.lead, reason="duplicate", text=" "),
    ],
)
def test_a_decision_without_words_is_refused(people, verb):
    offer = offer_in("submitted", people)
    with pytest.raises(GuardFailed):
        verb(offer, people)
    assert Offer.objects.get(pk=offer.pk).state == OfferState.SUBMITTED


@pytest.mark.parametrize(("verb", "count"), [("suspend", "offer_suspended"), ("archive", "offer_archived")])
def test_an_offer_that_goes_ends_what_has_not_led_to_contact(people, verb, count):
    asked, met = introduction_in("awaiting_provider", people), introduction_in("introduced", people)
    for introduction in (asked, met):
        VERBS[verb](introduction.offer, people)
        introduction.refresh_from_db()
    assert (asked.state, met.state) == ("obsolete", "introduced")
    assert CaseEvent.objects.filter(kind=count).count() == 2


def test_a_confirmed_offer_is_live_for_another_half_year_and_looked_at_again(people):
    offer = offer_in("suspended", people)
    MatchingRun.objects.all().delete()
    later = timezone.now() + timedelta(days=300)
    with time_machine.travel(later):
        services.reconfirm_offer(offer, actor=people.clara)
    today = timezone.localdate(later)
    assert offer.state == OfferState.PUBLISHED
    assert (offer.confirmed_on, offer.confirm_due_on) == (today, today + timedelta(days=180))
    assert MatchingRun.objects.filter(offer=offer).count() == 1


def test_the_same_form_creates_one_offer_however_often_it_is_sent(people, typed):
    key = "7f6c0d53-2f0b-4a38-9d2a-bd7f5e7a1c11"
    offers = []
    for _ in range(2):
        form = OfferForm(typed(), organisation=people.startup)
        assert form.is_valid(), form.errors
        offers.append(services.create_offer(form, organisation=people.startup, actor=people.clara, form_key=key))
    assert offers[0] == offers[1] == Offer.objects.get()
    assert verbs(offers[0]) == ["create"]


def test_a_draft_changes_at_once(people):
    offer = offer_in("draft", people)
    assert services.edit_offer(filled(offer, title="Neuer Titel"), actor=people.clara) is None
    assert Offer.objects.get(pk=offer.pk).title == "Neuer Titel"
    assert LogEntry.objects.about(offer).get(verb="edit").details == {"fields": ["title"]}


def test_a_form_filled_in_for_an_earlier_state_is_refused(people):
    offer = offer_in("draft", people)
    form = filled(offer, title="Neuer Titel")
    services.submit_offer(Offer.objects.get(pk=offer.pk), actor=people.clara)
    with pytest.raises(InvalidTransition):
        services.edit_offer(form, actor=people.clara)
    assert Offer.objects.get(pk=offer.pk).title != "Neuer Titel"


def test_small_changes_of_a_published_offer_take_effect_at_once(people):
    offer = offer_in("published", people)
    colleague = MembershipFactory(organisation=people.startup, contact=ContactFactory(user=None, email="k@example.org"))
    form = filled(offer, price_note="Miete je Monat", contact=colleague.contact_id)
    assert services.edit_offer(form, actor=people.clara) is None
    live = Offer.objects.get(pk=offer.pk)
    assert (live.price_note, live.contact) == ("Miete je Monat", colleague.contact)
    assert not live.revisions.exists()
    assert "offer.revision_submitted.lead" not in mails_to(people.lead)


def test_material_changes_of_a_published_offer_wait_while_the_live_version_stays(people):
    offer = offer_in("published", people)
    erp = Topic.objects.get(slug="erp")
    form = filled(offer, title="Neuer Titel", topics=[erp.pk], price_from_eur=4900, price_note="Festpreis")
    revision = services.edit_offer(form, actor=people.clara)

    live = Offer.objects.get(pk=offer.pk)
    assert (live.title, live.price_from_eur, live.price_note) == (offer_in("draft", people).title, None, "Festpreis")
    assert [topic.slug for topic in live.topics.all()] == ["iiot"]
    assert revision.content == {"title": "Neuer Titel", "topics": [erp.pk], "price_from_eur": 4900}
    assert "offer.revision_submitted.lead" in mails_to(people.lead)


def test_a_newer_change_replaces_the_one_that_waits_and_the_same_change_does_nothing(people):
    offer = offer_in("published", people)
    first = services.edit_offer(filled(offer, title="Erste Änderung"), actor=people.clara)
    again = services.edit_offer(filled(Offer.objects.get(pk=offer.pk), title="Erste Änderung"), actor=people.clara)
    second = services.edit_offer(filled(Offer.objects.get(pk=offer.pk), title="Zweite"), actor=people.clara)
    first.refresh_from_db()
    assert (again, first.state, second.state) == (first, RevisionState.REPLACED, RevisionState.WAITING)
    assert mails_to(people.lead).count("offer.revision_submitted.lead") == 2


def test_going_back_to_the_live_text_drops_the_waiting_change(people):
    offer = offer_in("published", people)
    revision = services.edit_offer(filled(offer, title="Doch nicht"), actor=people.clara)
    assert services.edit_offer(filled(Offer.objects.get(pk=offer.pk)), actor=people.clara) is None
    revision.refresh_from_db()
    assert revision.state == RevisionState.DROPPED
    assert verbs(offer)[-1] == "drop_revision"


def test_an_accepted_change_goes_live_and_starts_matching(people):
    asked = introduction_in("awaiting_company", people)
    offer = asked.offer
    erp = Topic.objects.get(slug="erp")
    revision = services.edit_offer(filled(offer, title="Neuer Titel", topics=[erp.pk]), actor=people.clara)
    MatchingRun.objects.all().delete()
    offer = Offer.objects.get(pk=offer.pk)

    services.accept_revision(offer, actor=people.lead)

    live = Offer.objects.get(pk=offer.pk)
    assert (live.title, list(live.topics.all()), live.state) == ("Neuer Titel", [erp], OfferState.PUBLISHED)
    revision.refresh_from_db()
    assert (revision.state, revision.reviewed_by) == (RevisionState.ACCEPTED, people.lead)
    assert MatchingRun.objects.filter(offer=offer).count() == 1
    asked.refresh_from_db()
    assert asked.state == "obsolete"
    assert mails_to(people.clara)[-1] == "offer.revision_reviewed"
    with pytest.raises(InvalidTransition):
        services.accept_revision(offer, actor=people.lead2)


def test_a_declined_change_leaves_the_live_version_and_says_why(people):
    offer = offer_in("published", people)
    title = offer.title
    revision = services.edit_offer(filled(offer, title="Bester Anbieter der Welt"), actor=people.clara)
    offer = Offer.objects.get(pk=offer.pk)
    with pytest.raises(GuardFailed):
        services.decline_revision(offer, actor=people.lead, note=" ")
    services.decline_revision(offer, actor=people.lead, note="Bitte ohne Werbung.")
    revision.refresh_from_db()
    assert (revision.state, revision.review_note) == (RevisionState.DECLINED, "Bitte ohne Werbung.")
    assert Offer.objects.get(pk=offer.pk).title == title
    assert "Bitte ohne Werbung." in OutboxMessage.objects.get(kind="offer.revision_reviewed").body_text


def test_a_change_can_be_decided_while_the_offer_rests_but_not_after_its_end(people):
    offer = offer_in("published", people)
    revision = services.edit_offer(filled(offer, title="Neuer Titel"), actor=people.clara)
    offer = Offer.objects.get(pk=offer.pk)
    services.archive_offer(offer, actor=people.clara)
    revision.refresh_from_db()
    assert revision.state == RevisionState.DROPPED
    with pytest.raises(InvalidTransition):
        services.accept_revision(offer, actor=people.lead)

    resting = offer_in("published", people)
    services.edit_offer(filled(resting, title="Neuer Titel"), actor=people.clara)
    resting = Offer.objects.get(pk=resting.pk)
    services.suspend_offer(resting, actor=people.clara)
    services.accept_revision(resting, actor=people.lead)
    assert (resting.title, resting.state) == ("Neuer Titel", OfferState.SUSPENDED)


def test_every_new_wording_of_the_summary_is_a_version(people):
    offer = offer_in("submitted", people)

    def write(text: str, checked: bool = False):
        return services.write_teaser(offer, actor=people.lead, title="Ein Anbieter", text=text, checked=checked)

    first = write("Liest aus.")
    assert write("Liest aus.") == first
    checked = write("Liest aus.", checked=True)
    assert (checked.version, checked.checked_by) == (2, people.lead)
    assert write("Liest aus.") == checked
    assert write("Liest Maschinen aus.").version == 3
    assert offer.current_teaser.version == 3
    assert verbs(offer).count("write_teaser") == 3
