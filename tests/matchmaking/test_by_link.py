"""The two sides answer, withdraw and look by a link in a mail, with an account or without."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Consent
from core.models import LogEntry
from core.states import StateError
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from matchmaking.models import ContactDisclosure, Introduction
from matchmaking.services import keys, moderation
from matchmaking.side_links import answer_link
from organisations.enums import MemberRole
from tests.cases import introduction_in, leave, need_in, offer_in
from tests.factories import ContactFactory, MembershipFactory

pytestmark = pytest.mark.django_db

YES = {"decision": "yes", "consent": "on"}
NO = {"decision": "no", "reason": "timing", "note": "Erst im Herbst."}
QUESTION = {"decision": "question", "question": "Was kostet es?"}


def path_of(link: SignedLink) -> str:
    """Return the address as the mail carries it, without the host."""
    return "/" + sign_links(absolute(link.path)).split("/", 3)[3]


def link_of(introduction: Introduction, purpose: str) -> SignedLink:
    return SignedLink.objects.about(introduction).filter(purpose=f"introduction.{purpose}").latest("pk")


def paths_in(message: OutboxMessage) -> list[str]:
    return ["/" + url.split("/", 3)[3] for url in re.findall(r"http\S+/l/\S+/", sign_links(message.body_text))]


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def visitor():
    """A browser in which nobody is signed in."""
    return Client(enforce_csrf_checks=False)


@pytest.fixture
def case(people):
    """A case in which the contact of each side has no account; an admin with one is there as well."""
    need, offer = need_in("qualified", people), offer_in("published", people)
    for obj, organisation in ((need, people.company), (offer, people.startup)):
        obj.contact = ContactFactory(user=None, email=f"{organisation.pk}@firma.example")
        obj.save()
        MembershipFactory(organisation=organisation, contact=obj.contact, role=MemberRole.MEMBER)
    return introduction_in("awaiting_company", people, need=need, offer=offer)


def fresh(introduction: Introduction) -> Introduction:
    return Introduction.objects.get(pk=introduction.pk)


def test_both_sides_say_yes_by_link_without_an_account(case, visitor, people):
    company = path_of(link_of(case, "answer.company"))
    assert case.offer_teaser.text in text_of(visitor.get(company))
    assert case.consent_text.text_de in text_of(visitor.get(company))

    assert visitor.post(company, YES).status_code == 302
    provider = path_of(link_of(case, "answer.provider"))
    assert case.need_teaser.text in text_of(visitor.get(provider))
    assert visitor.post(provider, YES).status_code == 302

    case = fresh(case)
    assert case.state == "introduced"
    consents = Consent.objects.order_by("pk").values_list("contact", "channel", "recorded_by")
    assert list(consents) == [(case.need.contact_id, "link", None), (case.offer.contact_id, "link", None)]
    joint = OutboxMessage.objects.get(kind="introduction.introduced")
    assert len(joint.to) == 2
    assert people.lead.email in joint.cc[0]
    released = ContactDisclosure.objects.filter(introduction=case).values_list("contact", "recipient")
    assert set(released) == {
        (case.need.contact_id, case.offer.organisation_id),
        (case.offer.contact_id, case.need.organisation_id),
    }


def test_the_history_says_who_answered_by_link(case, visitor, sign_in):
    visitor.post(path_of(link_of(case, "answer.company")), NO)

    entry = LogEntry.objects.about(case).get(verb="company_declines")
    assert (entry.actor, entry.on_behalf_source) == (None, "link")
    page = text_of(sign_in("lead").get(case.get_absolute_url()))
    assert f"{case.need.contact.full_name}, per Link" in page


def test_whoever_has_an_account_acts_as_this_account_by_link_too(people, visitor):
    case = introduction_in("awaiting_company", people)
    visitor.post(path_of(link_of(case, "answer.company")), YES)
    assert LogEntry.objects.about(case).get(verb="company_agrees").actor == people.anna
    assert Consent.objects.get().recorded_by == people.anna


def test_a_no_by_link_is_for_the_lead_only(case, visitor):
    path = path_of(link_of(case, "answer.company"))

    visitor.post(path, NO)

    case = fresh(case)
    assert (case.state, case.decline_reason, case.decline_note) == ("declined_company", "timing", "Erst im Herbst.")
    told = OutboxMessage.objects.filter(kind__startswith="introduction.company_declined")
    assert {message.kind for message in told} == {"introduction.company_declined.lead"}
    assert "Erst im Herbst." not in text_of(visitor.get(path))


def test_a_question_by_link_stops_the_clock_and_its_answer_brings_a_new_link(case, visitor, people):
    first = link_of(case, "answer.company")

    visitor.post(path_of(first), QUESTION)
    question = case.questions.get()
    assert (question.contact, question.asked_by) == (case.need.contact, None)
    moderation.answer_question(question, actor=people.lead, text="Etwa so viel wie ein Rad.")

    answered = OutboxMessage.objects.get(kind="introduction.question_answered")
    second = link_of(case, "answer.company")
    assert second != first
    assert path_of(second) in paths_in(answered)
    assert "Etwa so viel wie ein Rad." in text_of(visitor.get(path_of(second)))
    assert "Ihre Frage liegt bei der Projektleitung" in text_of(visitor.get(path_of(first)))
    visitor.post(path_of(second), YES)
    assert fresh(case).state == "awaiting_provider"


def test_a_question_in_the_portal_keeps_the_link_alive_while_the_clock_stands_still(people, visitor):
    case = introduction_in("awaiting_company", people)
    keys.ask_question(case, actor=people.ben, text="Was kostet es?")
    link = link_of(case, "answer.company")
    Introduction.objects.filter(pk=case.pk).update(answer_due_on=timezone.localdate() - timedelta(days=1))

    assert link.expires_at > timezone.now() + timedelta(days=30)
    visitor.post(path_of(link), YES)
    assert fresh(case).state == "awaiting_provider"


@pytest.mark.parametrize("answer", [{}, {"decision": "yes"}, {"decision": "no"}, {"decision": "question"}])
def test_an_incomplete_answer_by_link_says_what_is_missing_and_leaves_the_link(case, visitor, answer):
    path = path_of(link_of(case, "answer.company"))

    page = visitor.post(path, answer | {"note": "Merkzettel"})

    assert page.status_code == 200
    assert page.context["answer_form"].errors
    assert "Merkzettel" in text_of(page)
    assert visitor.post(path, YES).status_code == 302


def test_a_refused_step_leaves_the_link_and_keeps_what_was_typed(case, visitor, people):
    path = path_of(link_of(case, "answer.company"))
    keys.ask_question(case, actor=people.anna, text="Wann?")

    page = visitor.post(path, QUESTION)

    assert (page.status_code, link_of(case, "answer.company").used_at) == (200, None)
    assert "Was kostet es?" in text_of(page)


def test_to_look_at_a_link_changes_nothing(case, visitor):
    before = list(LogEntry.objects.values_list("pk", flat=True))
    for purpose in ("answer.company", "status.company"):
        for _ in range(2):
            assert visitor.get(path_of(link_of(case, purpose))).status_code == 200
    assert list(LogEntry.objects.values_list("pk", flat=True)) == before
    assert fresh(case).state == "awaiting_company"


def test_a_second_click_gets_the_receipt_and_does_nothing_more(case, visitor):
    path = path_of(link_of(case, "answer.company"))
    visitor.post(path, YES)

    again = visitor.post(path, NO)

    assert again.status_code == 200
    assert "Sie haben Ja gesagt" in text_of(again)
    assert fresh(case).state == "awaiting_provider"
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("how", ["portal", "obsolete", "lapse"])
def test_what_was_settled_another_way_is_told_politely_and_the_link_is_over(case, visitor, people, how):
    path = path_of(link_of(case, "answer.company"))
    if how == "portal":
        keys.company_agrees(case, actor=people.anna)
    elif how == "obsolete":
        moderation.make_obsolete(case, actor=people.lead, reason="offer_gone")
    else:
        Introduction.objects.filter(pk=case.pk).update(answer_due_on=timezone.localdate() - timedelta(days=1))
        keys.lapse(fresh(case))
    state = fresh(case).state

    pages = [visitor.get(path), visitor.post(path, NO)]

    assert [page.status_code for page in pages] == [410, 410]
    assert fresh(case).state == state


def test_a_link_ends_with_the_day_on_which_the_answer_is_due(case, visitor):
    link = link_of(case, "answer.company")
    assert timezone.localdate(link.expires_at - timedelta(seconds=1)) == case.answer_due_on


def test_a_reminder_carries_the_same_link_and_a_closed_case_its_address_in_the_portal(case, people):
    link = link_of(case, "answer.company")
    assert answer_link(case, case.company_contact) == absolute(link.path)
    keys.company_declines(case, actor=people.anna, reason="timing")
    assert answer_link(case, case.company_contact) == absolute(case.get_absolute_url())


def test_who_has_left_answers_no_more_and_somebody_else_is_asked(people, visitor):
    case = introduction_in("awaiting_company", people)
    path = path_of(link_of(case, "answer.company"))
    leave(people.anna, people.company)

    assert visitor.post(path, YES).status_code == 410
    case = fresh(case)
    assert (case.state, case.company_contact != people.anna.contact) == ("awaiting_company", True)
    again = OutboxMessage.objects.filter(kind="introduction.company_asked").latest("pk")
    assert case.company_contact.email in again.to[0]
    assert OutboxMessage.objects.filter(kind="introduction.asked_person_left.lead").exists()
    visitor.post(path_of(link_of(case, "answer.company")), YES)
    assert fresh(case).state == "awaiting_provider"


def test_the_link_of_a_person_who_was_taken_out_says_so_kindly(case, visitor, people):
    people.company.memberships.filter(contact=case.need.contact).update(
        is_active=False, deactivated_at=timezone.now(), deactivated_by=people.anna
    )
    for purpose in ("answer.company", "status.company"):
        page = visitor.get(path_of(link_of(case, purpose)))
        assert page.status_code == 410
        assert "Sie handeln im Portal nicht mehr für" in text_of(page)


@pytest.mark.parametrize("side", ["company", "provider"])
def test_whoever_agreed_withdraws_by_link_after_reading_what_it_means(case, visitor, side):
    for asked in ("company", "provider"):
        visitor.post(path_of(link_of(case, f"answer.{asked}")), YES)
    link = link_of(case, f"withdraw.{side}")
    noted = OutboxMessage.objects.filter(kind="introduction.consent_noted")
    assert path_of(link) in [path for message in noted for path in paths_in(message)]
    page = visitor.get(path_of(link))
    assert "Das lässt sich nicht rückgängig machen" in text_of(page)
    assert fresh(case).state == "introduced"
    assert "confirmed" in visitor.post(path_of(link), {}).context["form"].errors

    visitor.post(path_of(link), {"confirmed": "on"})

    case = fresh(case)
    assert (case.state, case.withdrawn_by_side) == ("withdrawn", side)
    assert "zurückgezogen" in text_of(visitor.get(path_of(link))) or "widerrufen" in text_of(visitor.get(path_of(link)))
    neutral = OutboxMessage.objects.get(kind="introduction.ended_neutrally")
    other = case.provider_contact if side == "company" else case.company_contact
    assert other.email in neutral.to[0]


def test_a_withdrawal_before_the_provider_has_answered_tells_it_neutrally(case, visitor):
    visitor.post(path_of(link_of(case, "answer.company")), YES)
    answer = path_of(link_of(case, "answer.provider"))

    visitor.post(path_of(link_of(case, "withdraw.company")), {"confirmed": "on"})

    assert visitor.post(answer, YES).status_code == 410
    neutral = OutboxMessage.objects.get(kind="introduction.ended_neutrally")
    assert case.offer.contact.email in neutral.to[0]


def test_after_the_end_of_a_case_a_consent_is_still_withdrawn_by_link(people, visitor):
    case = introduction_in("no_success", people)

    visitor.post(path_of(link_of(case, "withdraw.company")), {"confirmed": "on"})

    assert fresh(case).state == "no_success"
    assert not fresh(case).contact_data_released


def test_the_status_page_is_for_reading_only_and_says_whose_turn_it_is(case, visitor, people):
    path = path_of(link_of(case, "status.company"))
    assert "Sie sind am Zug" in text_of(visitor.get(path))
    assert visitor.post(path, YES).status_code == 405
    keys.company_agrees(case, actor=people.anna)
    assert "Die andere Seite wird gefragt" in text_of(visitor.get(path))
    assert visitor.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_a_yes_by_link_a_no_in_the_portal_and_an_end_by_the_lead_at_once_one_wins(people, case):
    path = path_of(link_of(case, "answer.company"))
    gate, won = threading.Barrier(3), []

    def by_link():
        if Client().post(path, YES).status_code == 302:
            won.append("awaiting_provider")

    def in_portal():
        keys.company_declines(fresh(case), actor=people.anna, reason="timing")
        won.append("declined_company")

    def by_lead():
        moderation.make_obsolete(fresh(case), actor=people.lead, reason="offer_gone")
        won.append("obsolete")

    def run(step):
        gate.wait()
        try:
            step()
        except StateError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(step,)) for step in (by_link, in_portal, by_lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Whoever comes after a yes ends the case of the provider as well; nobody else changes what was settled.
    assert fresh(case).state == won[-1]
    assert won in (["awaiting_provider"], ["declined_company"], ["obsolete"], ["awaiting_provider", "obsolete"])
    assert Consent.objects.count() == won.count("awaiting_provider")


@pytest.mark.django_db(transaction=True)
def test_two_second_keys_at_once_release_contact_data_once(people):
    case = introduction_in("awaiting_provider", people)
    path = path_of(link_of(case, "answer.provider"))
    gate = threading.Barrier(3)

    def run(step):
        gate.wait()
        try:
            step()
        except StateError:
            pass
        finally:
            connection.close()

    steps = [
        lambda: Client().post(path, YES),
        lambda: Client().post(path, YES),
        lambda: keys.provider_agrees(fresh(case), actor=people.clara),
    ]
    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert fresh(case).state == "introduced"
    assert OutboxMessage.objects.filter(kind="introduction.introduced").count() == 1
    assert ContactDisclosure.objects.filter(introduction=case).count() == 2
    assert Consent.objects.count() == 2
