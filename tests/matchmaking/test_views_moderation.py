"""The lead's pages: proposals of a need, adding by hand, and the steps of moderation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Need
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, MatchingRun
from matchmaking.runs import execute
from matchmaking.services import keys, moderation
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.factories import NeedTeaserFactory, OfferFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def proposals_url(need) -> str:
    return reverse("matchmaking:proposals", args=[need.pk])


def step_url(introduction, step: str) -> str:
    return reverse(f"matchmaking:introduction_{step}", args=[introduction.pk])


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def fill(need, people, count: int) -> list[Introduction]:
    """Put `count` suggestions of different providers on the list of `need`, every other one from Dortmund."""
    rows = []
    for number in range(count):
        region = (people.company if number % 2 else people.provider).region
        offer = OfferFactory(organisation=ProviderFactory(region=region), title=f"Angebot {number}")
        type(offer).objects.filter(pk=offer.pk).update(
            state="published",
            submitted_at=timezone.now(),
            number=f"A-2026-9{number:03}",
            published_at=timezone.now(),
            confirmed_on=timezone.localdate(),
            confirm_due_on=timezone.localdate(),
        )
        row = suggestion(need, offer)
        Introduction.objects.filter(pk=row.pk).update(score=80 - number)
        rows.append(row)
    return rows


def test_a_draft_of_the_lead_that_has_no_number_yet_has_a_page_of_proposals(people, sign_in):
    need = need_in("draft", people)
    Need.objects.filter(pk=need.pk).update(created_by=people.lead)
    page = sign_in("lead").get(proposals_url(need)).content.decode()
    assert "<title>Vorschläge – " in page
    assert "None" not in page


def test_the_best_of_the_own_region_stands_beside_the_best_from_elsewhere(sign_in, people):
    need = need_in("qualified", people)
    elsewhere, local, *_rest = fill(need, people, 6)

    response = sign_in("lead").get(proposals_url(need))

    shown = [explained.introduction.pk for _slot, explained, _forms, _places in response.context["compared"]]
    assert shown == [local.pk, elsewhere.pk]
    assert [rank for rank, *_rest in response.context["ranked"]] == [1, 2, 3, 4, 5, 6]


def shown_on(response) -> list[int]:
    return [explained.introduction.pk for _slot, explained, _forms, _load in response.context["compared"]]


def test_a_proposal_of_the_list_stands_beside_the_two_best(sign_in, people):
    need = need_in("qualified", people)
    elsewhere, local, _third, other_local = fill(need, people, 4)

    response = sign_in("lead").get(proposals_url(need), {"show": other_local.pk})

    assert shown_on(response) == [local.pk, elsewhere.pk, other_local.pk]


@pytest.mark.parametrize("separately", [True, False])
def test_two_or_three_of_choice_stand_side_by_side_and_the_best_are_still_named(sign_in, people, separately):
    need = need_in("qualified", people)
    elsewhere, local, *rest = fill(need, people, 6)
    wanted = [str(row.pk) for row in (rest[3], rest[0], rest[1], rest[2])]

    response = sign_in("lead").get(proposals_url(need), {"show": wanted if separately else ",".join(wanted)})

    assert shown_on(response) == [rest[3].pk, rest[0].pk, rest[1].pk]
    assert response.context["best_apart"] == [local, elsewhere]


@pytest.mark.parametrize("wanted", ["0", "x", "1,,x", "9" * 30, ",", "-1", "1 2"])
def test_nonsense_shows_the_two_best(sign_in, people, wanted):
    need = need_in("qualified", people)
    elsewhere, local, *_rest = fill(need, people, 2)

    assert shown_on(sign_in("lead").get(proposals_url(need), {"show": wanted})) == [local.pk, elsewhere.pk]


def test_the_page_shows_marked_phrases_and_escapes_what_people_wrote(sign_in, people):
    offer_in("published", people)
    need = need_in("qualified", people)
    need.description += " <xyzzy onload=1>"
    need.save()
    execute(MatchingRun.objects.get(need=need).pk)

    page = sign_in("lead").get(proposals_url(need)).content.decode()

    assert "<mark>" in page
    assert "<xyzzy" not in page
    assert "&lt;xyzzy" in page


@pytest.mark.parametrize(
    ("person", "status"),
    [("lead", 200), ("lead2", 200), ("anna", 403), ("ben", 403), ("clara", 404), ("far_lead", 404), ("partner", 404)],
)
def test_proposals_are_for_those_who_moderate_the_need(sign_in, people, person, status):
    need = need_in("qualified", people)

    assert sign_in(person).get(proposals_url(need)).status_code == status


def test_a_region_lead_moderates_the_needs_of_the_own_region(sign_in, people):
    need = need_in("qualified", people, organisation=people.provider, author=people.carl)
    introduction = suggestion(need, offer_in("published", people))

    client = sign_in("far_lead")

    assert client.get(proposals_url(need)).status_code == 200
    client.post(step_url(introduction, "shortlist"), {"note": "Kennt sich aus."})
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.SHORTLISTED


def test_nothing_that_fits_says_what_to_do(sign_in, people):
    need = need_in("qualified", people)
    execute(MatchingRun.objects.get(need=need).pk)

    page = sign_in("lead").get(proposals_url(need)).content.decode()

    for name, args in (("matchmaking:introduction_add", [need.pk]), ("companies:need_edit", [need.pk])):
        assert reverse(name, args=args) in page


def test_the_page_asks_for_the_run_again_until_it_has_ended(sign_in, people):
    need = need_in("qualified", people)
    run = MatchingRun.objects.get(need=need)
    client = sign_in("lead")
    status_url = reverse("matchmaking:run_status", args=[run.pk])

    assert (
        f'data-hx-get="{status_url}?reload=1" data-hx-trigger="every 2s"'
        in client.get(proposals_url(need)).content.decode()
    )
    execute(run.pk)
    assert "hx-trigger" not in client.get(proposals_url(need)).content.decode()


def test_shortlisting_keeps_the_reason_and_counts_towards_five(sign_in, people):
    need = need_in("qualified", people)
    introduction, *_rest = fill(need, people, 2)

    response = sign_in("lead").post(
        step_url(introduction, "shortlist"), {"note": "Hat Erfahrung mit alten Maschinen."}, follow=True
    )

    introduction.refresh_from_db()
    assert introduction.shortlist_note == "Hat Erfahrung mit alten Maschinen."
    assert response.context["groups"].shortlisted_count == 1
    assert response.redirect_chain == [(proposals_url(need), 302)]


def test_a_full_shortlist_refuses_the_sixth_and_keeps_what_was_typed(sign_in, people):
    need = need_in("qualified", people)
    *first_five, sixth = fill(need, people, 6)
    for introduction in first_five:
        moderation.shortlist(introduction, actor=people.lead, note="Passt.")

    response = sign_in("lead").post(step_url(sixth, "shortlist"), {"note": "Auch gut, bitte aufheben."})

    assert response.status_code == 200
    assert "Auch gut, bitte aufheben." in response.content.decode()
    assert response.context["form"].non_field_errors()
    sixth.refresh_from_db()
    assert sixth.state == IntroductionState.SUGGESTED


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("shortlist", {"note": "   "}, "note"),
        ("dismiss", {"scope": "pair"}, "reason"),
        ("dismiss", {"reason": "wrong_topic", "scope": "everything"}, "scope"),
        ("snooze", {}, "until"),
        ("snooze", {"until": "gestern"}, "until"),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(sign_in, people, step, data, field):
    introduction = introduction_in("suggested", people)

    response = sign_in("lead").post(step_url(introduction, step), data)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.SUGGESTED


def test_what_is_set_aside_leaves_the_list_until_its_day(sign_in, people):
    introduction = introduction_in("suggested", people)
    day = timezone.localdate() + timedelta(days=10)

    response = sign_in("lead").post(step_url(introduction, "snooze"), {"until": day.isoformat()}, follow=True)

    groups = response.context["groups"]
    assert ([row.pk for row in groups.snoozed], groups.open) == ([introduction.pk], [])
    Introduction.objects.filter(pk=introduction.pk).update(snoozed_until=timezone.localdate())
    groups = sign_in("lead").get(proposals_url(introduction.need)).context["groups"]
    assert ([row.pk for row in groups.open], groups.snoozed) == ([introduction.pk], [])


def test_a_day_in_the_past_cannot_be_chosen(sign_in, people):
    introduction = introduction_in("suggested", people)

    response = sign_in("lead").post(step_url(introduction, "snooze"), {"until": timezone.localdate().isoformat()})

    assert response.context["form"].non_field_errors()


def test_a_dismissal_is_taken_back_within_a_day_and_not_later(sign_in, people):
    introduction = introduction_in("dismissed", people)
    client = sign_in("lead")
    undo = step_url(introduction, "undo_dismissal")
    assert undo in client.get(proposals_url(introduction.need)).content.decode()

    Introduction.objects.filter(pk=introduction.pk).update(dismissed_at=timezone.now() - timedelta(hours=25))

    assert undo not in client.get(proposals_url(introduction.need)).content.decode()
    client.post(undo)
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.DISMISSED


def test_dismissing_a_provider_for_the_need_takes_its_other_offers_along(sign_in, people):
    need = need_in("qualified", people)
    first, second = (suggestion(need, offer_in("published", people)) for _ in range(2))

    sign_in("lead").post(step_url(first, "dismiss"), {"reason": "wrong_topic", "scope": "need", "note": "Passt nie."})

    assert set(Introduction.objects.filter(need=need).values_list("pk", "state")) == {
        (first.pk, "dismissed"),
        (second.pk, "dismissed"),
    }


def test_the_lead_reads_word_for_word_what_the_company_will_read(sign_in, people):
    introduction = introduction_in("shortlisted", people)
    client = sign_in("lead")
    preview = client.get(introduction.get_absolute_url()).context["preview"]

    client.post(step_url(introduction, "ask_company"), ask_data(introduction))
    shown = sign_in("anna").get(introduction.get_absolute_url())

    assert shown.context["other"] == preview
    assert preview.summary.text in shown.content.decode()
    assert introduction.shortlist_note in shown.content.decode()


def ask_data(introduction) -> dict:
    return {
        "need_teaser": introduction.need.current_teaser.pk,
        "offer_teaser": introduction.offer.current_teaser.pk,
    }


def test_a_summary_that_changed_meanwhile_is_not_sent_unseen(sign_in, people):
    introduction = introduction_in("shortlisted", people)
    seen = ask_data(introduction)
    NeedTeaserFactory(need=introduction.need, version=2, written_by=people.lead2)

    response = sign_in("lead").post(step_url(introduction, "ask_company"), seen)

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.SHORTLISTED


def test_what_is_missing_before_the_company_can_be_asked_is_listed(sign_in, people):
    introduction = introduction_in("shortlisted", people)
    type(introduction.need).objects.filter(pk=introduction.need_id).update(confidentiality="internal")

    response = sign_in("lead").get(introduction.get_absolute_url())

    assert response.context["problems"]
    assert step_url(introduction, "ask_company") not in response.content.decode()


def test_an_answered_question_reaches_the_side_and_moves_its_deadline(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    keys.ask_question(introduction, actor=people.anna, text="Geht das auch samstags?")

    response = sign_in("lead").post(step_url(introduction, "answer_question"), {"text": "Ja, nach Absprache."})

    assert response.status_code == 302
    assert "Ja, nach Absprache." in sign_in("anna").get(introduction.get_absolute_url()).content.decode()


def test_only_the_lead_answers_questions(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    keys.ask_question(introduction, actor=people.anna, text="Geht das auch samstags?")
    url = step_url(introduction, "answer_question")

    assert sign_in("anna").post(url, {"text": "Ja."}).status_code == 403
    assert sign_in("clara").post(url, {"text": "Ja."}).status_code == 404
    assert introduction.questions.get().answered_at is None


def test_a_question_that_was_answered_meanwhile_is_not_answered_again(sign_in, people):
    introduction = introduction_in("awaiting_company", people)
    question = keys.ask_question(introduction, actor=people.anna, text="Geht das auch samstags?")
    moderation.answer_question(question, actor=people.lead2, text="Nein.")

    response = sign_in("lead").post(step_url(introduction, "answer_question"), {"text": "Ja."}, follow=True)

    assert messages_of(response)
    question.refresh_from_db()
    assert question.answer == "Nein."


def test_the_history_says_who_when_and_why(sign_in, people):
    introduction = introduction_in("declined_company", people)

    events = sign_in("lead").get(introduction.get_absolute_url()).context["history"]

    assert events[0].entry.verb == "company_declines"
    assert events[0].reason == introduction.get_decline_reason_display()
    assert events[0].entry.actor == people.anna


@pytest.mark.parametrize("count", [2, 12])
def test_the_page_of_proposals_takes_the_same_number_of_queries_with_few_and_many(sign_in, people, queries, count):
    need = need_in("qualified", people)
    fill(need, people, count)
    client = sign_in("lead")

    with queries() as seen:
        client.get(proposals_url(need))

    assert len(seen) == 21


def test_a_need_without_proposals_says_what_the_comparison_lacks(sign_in, people):
    need = need_in("qualified", people)
    execute(MatchingRun.objects.get(need=need).pk)

    page = sign_in("lead").get(reverse("matchmaking:proposals", args=[need.pk])).content.decode()

    assert "Es gibt noch keine Angebote." in page
