"""Introductions as lists, as one case with its faces, and what the two sides do with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Consent
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction
from matchmaking.services import keys
from organisations.enums import MemberRole
from taxonomy.models import Topic
from tests.cases import introduction_in, need_in, offer_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

YES = {"decision": "yes", "consent": "on"}


def answer_url(introduction) -> str:
    return reverse("matchmaking:introduction_answer", args=[introduction.pk])


def list_url() -> str:
    return reverse("matchmaking:introduction_list")


def template_of(response) -> str:
    return next(t.name for t in response.templates if t.name.startswith("matchmaking/introduction_"))


@pytest.mark.parametrize(
    ("person", "face"), [("lead", "lead"), ("anna", "company"), ("ben", "company"), ("clara", "provider")]
)
def test_everybody_sees_the_own_face_of_the_case(sign_in, people, person, face):
    introduction = introduction_in("awaiting_provider", people)

    response = sign_in(person).get(introduction.get_absolute_url())

    assert template_of(response) == f"matchmaking/introduction_{face}.html"


def test_the_lead_of_the_providers_region_sees_the_own_member_only(sign_in, people):
    offer = offer_in("published", people, organisation=people.provider, author=people.carl)
    introduction = introduction_in("awaiting_company", people, offer=offer)

    response = sign_in("far_lead").get(introduction.get_absolute_url())

    assert template_of(response) == "matchmaking/introduction_region.html"
    assert people.provider.name in response.content.decode()
    assert people.company.name not in response.content.decode()


def test_who_acts_for_both_organisations_answers_for_the_side_that_is_asked(sign_in, people):
    MembershipFactory(organisation=people.startup, contact=people.anna.contact, role=MemberRole.MEMBER)
    introduction = introduction_in("awaiting_provider", people)
    client = sign_in("anna")

    response = client.get(introduction.get_absolute_url())
    other = client.get(introduction.get_absolute_url(), {"face": "company"})
    client.post(answer_url(introduction), YES)

    assert template_of(response) == "matchmaking/introduction_provider.html"
    assert template_of(other) == "matchmaking/introduction_company.html"
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.INTRODUCED


def test_a_face_one_does_not_have_cannot_be_asked_for(sign_in, people):
    introduction = introduction_in("awaiting_provider", people)

    response = sign_in("clara").get(introduction.get_absolute_url(), {"face": "lead"})

    assert template_of(response) == "matchmaking/introduction_provider.html"


def test_no_answer_is_preselected_and_the_full_text_of_the_consent_stands_there(sign_in, people):
    introduction = introduction_in("awaiting_company", people)

    page = sign_in("anna").get(introduction.get_absolute_url()).content.decode()

    assert "checked" not in page
    assert introduction.consent_text.text_de in page


def test_the_consent_keeps_who_agreed_to_which_wording_in_which_language(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    client = sign_in("ben")
    client.cookies["django_language"] = "en"
    assert introduction.consent_text.text_en in client.get(introduction.get_absolute_url()).content.decode()

    client.post(answer_url(introduction), YES)

    consent = Consent.objects.get()
    assert (consent.contact, consent.language, consent.text) == (people.ben.contact, "en", introduction.consent_text)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "decision"),
        ({"decision": "maybe"}, "decision"),
        ({"decision": "yes"}, "consent"),
        ({"decision": "no"}, "reason"),
        ({"decision": "no", "reason": "no_capacity"}, "reason"),
        ({"decision": "question", "question": "  "}, "question"),
    ],
)
def test_an_incomplete_answer_says_what_is_missing_and_changes_nothing(sign_in, people, data, field):
    introduction = introduction_in("awaiting_company", people)

    response = sign_in("anna").post(answer_url(introduction), data)

    assert response.status_code == 200
    assert field in response.context["answer_form"].errors
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.AWAITING_COMPANY
    assert not Consent.objects.exists()


def test_a_second_question_waits_for_the_answer_to_the_first_and_keeps_its_text(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    client = sign_in("anna")
    client.post(answer_url(introduction), {"decision": "question", "question": "Was kostet es?"})

    response = client.post(answer_url(introduction), {"decision": "question", "question": "Und wann?"})

    assert response.status_code == 200
    assert "Und wann?" in response.content.decode()
    assert introduction.questions.count() == 1


def test_the_provider_does_not_read_what_the_company_asked(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    keys.ask_question(introduction, actor=people.anna, text="Ist es jemand aus Werl?")
    keys.company_agrees(introduction, actor=people.anna)

    assert "Ist es jemand aus Werl?" not in sign_in("clara").get(introduction.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", ["declined_provider", "obsolete", "lapsed"])
def test_ends_caused_by_the_other_side_read_alike(sign_in, people, state):
    introduction = introduction_in("awaiting_provider", people)
    fields = {"decline_reason": "timing"} if state == "declined_provider" else {}
    fields |= {"obsolete_reason": "offer_gone"} if state == "obsolete" else {}
    Introduction.objects.filter(pk=introduction.pk).update(state=state, closed_at=timezone.now(), **fields)

    response = sign_in("anna").get(introduction.get_absolute_url())

    with translation.override("de"):
        assert response.context["state_label"] == gettext("Did not come about")
    assert response.context["timeline"][-1].title == response.context["state_label"]


def test_after_the_introduction_both_sides_can_record_the_first_meeting(sign_in, people):
    introduction = introduction_in("introduced", people)
    url = reverse("matchmaking:introduction_record_meeting", args=[introduction.pk])
    client = sign_in("clara")
    tomorrow = timezone.localdate() + timedelta(days=1)

    refused = client.post(url, {"met_on": tomorrow.isoformat()})
    client.post(url, {"met_on": timezone.localdate().isoformat()})

    assert refused.context["meeting_form"].non_field_errors()
    introduction.refresh_from_db()
    assert (introduction.state, introduction.met_on) == (IntroductionState.FIRST_MEETING, timezone.localdate())


def test_withdrawing_takes_two_steps(sign_in, people):
    introduction = introduction_in("introduced", people)
    url = reverse("matchmaking:introduction_withdraw_consent", args=[introduction.pk])
    client = sign_in("clara")

    assert client.get(url).status_code == 200
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.INTRODUCED
    assert client.post(url, {}).context["form"].errors
    client.post(url, {"confirmed": "on"})

    introduction.refresh_from_db()
    assert (introduction.state, introduction.withdrawn_by_side) == (IntroductionState.WITHDRAWN, "provider")


def test_who_has_given_no_consent_has_none_to_withdraw(sign_in, people):
    introduction = introduction_in("awaiting_provider", people)

    response = sign_in("clara").get(reverse("matchmaking:introduction_withdraw_consent", args=[introduction.pk]))

    assert response.status_code == 302


def test_requests_list_what_waits_for_an_answer_first(sign_in, people):
    ended = introduction_in("declined_provider", people)
    running = introduction_in("introduced", people)
    waiting = introduction_in("awaiting_provider", people)

    rows = sign_in("clara").get(reverse("matchmaking:request_list", args=[people.startup.pk])).context["rows"]

    assert [row.pk for row, *_rest in rows] == [waiting.pk, running.pk, ended.pk]


def test_requests_hold_only_what_the_side_was_asked(sign_in, people):
    introduction_in("awaiting_company", people)

    client = sign_in("clara")
    as_provider = client.get(reverse("matchmaking:request_list", args=[people.startup.pk]))
    as_company = sign_in("anna").get(reverse("matchmaking:request_list", args=[people.company.pk]))

    assert as_provider.context["rows"] == []
    assert len(as_company.context["rows"]) == 1


@pytest.mark.parametrize("person", ["clara", "dora", "lead", "far_lead", "operator"])
def test_requests_are_for_the_members_of_the_organisation(sign_in, people, person):
    response = sign_in(person).get(reverse("matchmaking:request_list", args=[people.company.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("person", "status"), [("lead", 200), ("far_lead", 200), ("anna", 403), ("clara", 403), ("partner", 403)]
)
def test_the_list_of_introductions_is_for_leads(sign_in, people, person, status):
    assert sign_in(person).get(list_url()).status_code == status


def test_the_list_shows_cases_under_way_the_most_urgent_first(sign_in, people):
    introduction_in("suggested", people)
    introduction_in("declined_company", people)
    shortlisted = introduction_in("shortlisted", people)
    later = introduction_in("awaiting_company", people)
    Introduction.objects.filter(pk=later.pk).update(answer_due_on=timezone.localdate() + timedelta(days=5))
    late = introduction_in("awaiting_provider", people)
    Introduction.objects.filter(pk=late.pk).update(answer_due_on=timezone.localdate() - timedelta(days=2))

    response = sign_in("lead").get(list_url())

    assert [row.pk for row, *_rest in response.context["rows"]] == [late.pk, later.pk, shortlisted.pk]
    counted = {stage.state: (stage.number, stage.overdue) for stage in response.context["pipeline"]}
    assert counted["awaiting_provider"] == (1, 1)
    assert counted["awaiting_company"] == (1, 0)


def test_filters_stand_alone_and_combine(sign_in, people):
    one = introduction_in("awaiting_company", people)
    dortmund = offer_in("published", people, organisation=people.provider, author=people.carl)
    two = introduction_in("introduced", people, offer=dortmund)
    topic = Topic.objects.exclude(slug="iiot").first()
    two.need.topics.set([topic])
    client = sign_in("lead")

    def found(**query) -> set[int]:
        return {row.pk for row, *_rest in client.get(list_url(), query).context["rows"]}

    assert found() == {one.pk, two.pk}
    assert found(state="introduced") == {two.pk}
    assert found(state="ended") == set()
    assert found(topic=topic.pk) == {two.pk}
    assert found(provider_region=people.provider.region_id) == {two.pk}
    assert found(need_region=people.company.region_id) == {one.pk, two.pk}
    assert found(need_region=people.provider.region_id) == set()
    assert found(q=one.number) == {one.pk}
    assert found(q="taktwerk", state="introduced") == {two.pk}
    assert found(q="taktwerk", state="awaiting_company") == set()
    assert found(q=one.need.title[:12], provider_region=people.startup.region_id) == {one.pk}


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_of_introductions_takes_the_same_number_of_queries_with_few_and_many(sign_in, people, queries, count):
    for _ in range(count):
        introduction_in("introduced", people, need=need_in("qualified", people), offer=offer_in("published", people))
    client = sign_in("lead")

    with queries() as seen:
        client.get(list_url())

    assert len(seen) == 15


@pytest.mark.parametrize("count", [1, 6])
def test_the_requests_take_the_same_number_of_queries_with_few_and_many(sign_in, people, queries, count):
    for _ in range(count):
        introduction_in("introduced", people)
    client = sign_in("anna")

    with queries() as seen:
        client.get(reverse("matchmaking:request_list", args=[people.company.pk]))

    assert len(seen) == 11


@pytest.mark.parametrize("person", ["lead", "anna", "clara"])
@pytest.mark.parametrize("questions", [0, 3])
def test_a_case_takes_the_same_number_of_queries_with_few_and_many_questions(
    sign_in, people, queries, person, questions
):
    introduction = introduction_in("introduced", people)
    for _ in range(questions):
        introduction.questions.create(
            side="company",
            text="Was kostet es?",
            contact=people.anna.contact,
            asked_by=people.anna,
            answer="Wenig.",
            answered_by=people.lead,
            answered_at=timezone.now(),
        )
    client = sign_in(person)

    with queries() as seen:
        client.get(introduction.get_absolute_url())

    assert len(seen) == {"lead": 23, "anna": 19, "clara": 20}[person]
