"""Whom a company does not want to be introduced to: who enters it, what follows, and who never learns of it."""

import pytest
from django.urls import reverse

from accounts.bias import declare_bias
from core.merging import obstacles_between
from core.models import LogEntry
from core.states import GuardFailed
from matchmaking.enums import ObsoleteReason
from matchmaking.exclusions.services import exclude, include
from matchmaking.models import Exclusion, Introduction, MatchingRun
from matchmaking.runs import execute
from matchmaking.services import moderation
from organisations.services.merging import merge
from tests.cases import introduction_in, need_in, offer_in, suggestion
from tests.factories import OrganisationFactory, ProviderFactory

pytestmark = pytest.mark.django_db


def list_url(organisation) -> str:
    return reverse("matchmaking:exclusions", args=[organisation.pk])


@pytest.mark.parametrize("person", ["anna", "ben", "lead"])
def test_the_company_and_its_lead_enter_a_provider_that_they_found(sign_in, people, person):
    client = sign_in(person)
    found = client.get(list_url(people.company), {"q": "maschinenfunk"}).context["found"]
    assert [each for each, _form in found] == [people.startup]

    client.post(list_url(people.company), {"organisation": people.startup.pk, "note": "Schlechte Erfahrung."})

    entry = Exclusion.objects.get()
    assert (entry.company, entry.excluded, entry.note) == (people.company, people.startup, "Schlechte Erfahrung.")
    assert LogEntry.objects.about(people.company).filter(verb="exclude").exists()


def test_too_few_letters_find_nobody(sign_in, people):
    client = sign_in("anna")
    for words in ("", "ma", "  m "):
        assert client.get(list_url(people.company), {"q": words}).context["found"] == []


def test_a_biased_lead_looks_on_only(sign_in, people):
    declare_bias(people.lead, people.company, region=people.company.region, reason="Verwandt.")
    client = sign_in("lead")
    assert client.get(list_url(people.company)).status_code == 200
    assert client.post(list_url(people.company), {"organisation": people.startup.pk}).status_code == 403


def test_a_second_click_and_the_own_firm_are_refused_with_a_sentence(sign_in, people):
    client = sign_in("anna")
    for organisation in (people.startup, people.startup, people.company):
        response = client.post(list_url(people.company), {"organisation": organisation.pk, "note": "Bitte nicht."})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Exclusion.objects.count() == 1


def test_who_is_named_never_learns_of_it(sign_in, people):
    exclude(people.company, people.startup, actor=people.anna, note="Xylophon")
    client = sign_in("clara")
    assert client.get(list_url(people.company)).status_code == 404
    for page in ("organisations:detail", "matchmaking:exclusions", "matchmaking:request_list", "startups:offer_list"):
        text = client.get(reverse(page, args=[people.startup.pk])).content.decode()
        assert "Xylophon" not in text
        assert people.company.name not in text


def test_proposals_nobody_was_asked_about_end(people):
    need = need_in("qualified", people)
    open_, chosen = (suggestion(need, offer_in("published", people)) for _number in range(2))
    moderation.shortlist(chosen, actor=people.lead, note="Passt.")
    other = suggestion(need, offer_in("published", people, organisation=people.provider, author=people.carl))

    exclude(people.company, people.startup, actor=people.anna)

    states = dict(Introduction.objects.values_list("pk", "state"))
    assert states == {open_.pk: "obsolete", chosen.pk: "obsolete", other.pk: "suggested"}
    open_.refresh_from_db()
    assert open_.obsolete_reason == ObsoleteReason.EXCLUDED
    need.refresh_from_db()
    assert need.state == "qualified"


@pytest.mark.parametrize("state", ["awaiting_company", "awaiting_provider"])
def test_what_a_side_was_asked_about_is_shown_to_the_lead_and_tells_the_company_nothing(sign_in, people, state):
    case = introduction_in(state, people)
    client, words = sign_in("anna"), []
    for organisation in (people.startup, people.provider):
        response = client.post(list_url(people.company), {"organisation": organisation.pk}, follow=True)
        words.append([str(message) for message in response.context["messages"]])

    assert words[0] == words[1] != []
    case.refresh_from_db()
    assert case.state == state
    page = sign_in("lead").get(case.get_absolute_url())
    assert page.context["unwanted"] == Exclusion.objects.get(excluded=people.startup)


def test_no_run_proposes_an_unwanted_provider_until_the_entry_goes(people):
    offer_in("published", people)
    need = need_in("qualified", people)
    entry = exclude(people.company, people.startup, actor=people.anna)
    execute(MatchingRun.objects.get(need=need).pk)
    assert not need.introductions.exists()

    include(entry, actor=people.anna)
    execute(MatchingRun.objects.create(need=need, trigger="manual").pk)

    assert need.introductions.get().state == "suggested"


def test_nobody_adds_or_shortlists_an_unwanted_provider_by_hand(sign_in, people):
    need, offer = need_in("qualified", people), offer_in("published", people)
    row = suggestion(need, offer_in("published", people))
    Exclusion.objects.create(company=people.company, excluded=people.startup, created_by=people.anna)

    response = sign_in("lead").get(reverse("matchmaking:introduction_add", args=[need.pk]))
    assert [is_unwanted for _offer, _load, is_unwanted in response.context["rows"]] == [True]
    assert f'value="{offer.pk}"' not in response.content.decode()
    for step in (
        lambda: moderation.suggest_pair(need, offer, actor=people.lead),
        lambda: moderation.shortlist(row, actor=people.lead, note="Passt."),
    ):
        with pytest.raises(GuardFailed, match="nicht vermittelt werden"):
            step()


def test_two_on_each_others_list_are_not_merged_and_the_lists_of_others_join(people):
    winner, loser, company = OrganisationFactory(), OrganisationFactory(), people.company
    entry = exclude(winner, loser, actor=people.lead)
    assert obstacles_between(winner, loser)
    include(entry, actor=people.lead)
    for organisation in (winner, loser):
        exclude(company, organisation, actor=people.lead)
    exclude(loser, people.startup, actor=people.lead)

    merge(winner, loser, {}, actor=people.lead)

    assert Exclusion.objects.filter(company=company, excluded=winner).exists()
    assert Exclusion.objects.get(excluded=people.startup).company == winner


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(sign_in, people, queries, count):
    for _number in range(count):
        exclude(people.company, ProviderFactory(), actor=people.anna)
    client = sign_in("anna")
    with queries() as seen:
        client.get(list_url(people.company))
    assert len(seen) == 8
