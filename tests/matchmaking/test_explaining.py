"""Reasons that a large run leaves for later: worked out where they are needed, the same as at once."""

import pytest
from django.urls import reverse

from matchmaking import explaining, runs, writing
from matchmaking.enums import IntroductionState
from matchmaking.models import Introduction, MatchingRun
from matchmaking.services import moderation
from matchmaking.tasks import explain
from tests.cases import need_in, offer_in

pytestmark = pytest.mark.django_db

TEXTS = (
    "Wir schreiben die Stillstände unserer Drehmaschinen von Hand auf Zettel.",
    "Unser Lager wird mit einer Liste in Excel geführt, Bestände stimmen selten.",
)
OUTDATED = "Die Gründe folgen mit der nächsten Berechnung."


@pytest.fixture
def pool(people):
    """Two needs and two offers that are open for matching."""
    needs = []
    for text in TEXTS:
        needs.append(need_in("qualified", people, organisation=people.other_company, author=people.dora))
        offer = offer_in("published", people, organisation=people.provider, author=people.carl)
        type(needs[-1]).objects.filter(pk=needs[-1].pk).update(title=text[:60], description=text)
        type(offer).objects.filter(pk=offer.pk).update(title=text[10:70], description=f"Wir lösen das: {text}")
    MatchingRun.objects.all().delete()
    return needs


def run_over_everything() -> None:
    assert runs.execute(MatchingRun.objects.create(trigger="nightly").pk).error == ""


def reasons_by_pair() -> dict:
    return {(row.need_id, row.offer_id): row.reasons for row in Introduction.objects.all()}


@pytest.fixture
def reasons_at_once(pool):
    """What the reasons are when a run writes them itself; its proposals are gone again."""
    run_over_everything()
    found = reasons_by_pair()
    Introduction.objects.all().delete()
    assert any(found.values())
    return found


@pytest.fixture
def unexplained(reasons_at_once, pool, monkeypatch):
    """The proposals of a run that is too large to explain them."""
    monkeypatch.setattr(writing, "EXPLAINED_AT_ONCE", 1)
    run_over_everything()
    rows = list(Introduction.objects.order_by("pk"))
    assert rows
    assert {row.reasons is None for row in rows} == {True}
    return rows


def test_reasons_that_follow_are_those_a_run_would_have_written(reasons_at_once, unexplained):
    assert explaining.complete(unexplained) == len(unexplained)

    assert reasons_by_pair() == reasons_at_once


def test_the_background_explains_first_what_a_page_shows_at_once(reasons_at_once, unexplained):
    first = set(explaining.waiting().values_list("pk", flat=True))
    assert first

    explain()

    explained = set(Introduction.objects.filter(reasons__isnull=False).values_list("pk", flat=True))
    assert explained == first
    assert not explaining.waiting().exists()


def test_a_page_shows_and_keeps_the_reasons_it_needs(sign_in, pool, reasons_at_once, unexplained):
    response = sign_in("lead").get(reverse("matchmaking:proposals", args=[pool[0].pk]))

    assert any(explained.speaks_for for _slot, explained, *_rest in response.context["compared"] if explained)
    rows = Introduction.objects.filter(need=pool[0])
    assert {(row.need_id, row.offer_id): row.reasons for row in rows} == {
        pair: reasons for pair, reasons in reasons_at_once.items() if pair[0] == pool[0].pk
    }


def test_a_decision_keeps_the_reasons_it_rests_on(people, reasons_at_once, unexplained):
    introduction = unexplained[0]

    moderation.shortlist(introduction, actor=people.lead, note="Passt gut zum Maschinenpark.")

    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.SHORTLISTED
    assert introduction.reasons == reasons_at_once[introduction.need_id, introduction.offer_id]


def test_a_text_that_changed_since_is_not_explained_with_other_words(sign_in, pool, unexplained):
    need = pool[0]
    need.description = "Etwas ganz anderes."
    need.save()
    row = next(row for row in unexplained if row.need_id == need.pk)

    assert explaining.complete([row]) == 0
    page = sign_in("lead").get(reverse("matchmaking:introduction_detail", args=[row.pk])).content.decode()

    assert OUTDATED in page
    row.refresh_from_db()
    assert row.reasons is None


def test_reasons_of_a_pair_that_was_scored_anew_meanwhile_are_not_overwritten(unexplained):
    row = unexplained[0]
    Introduction.objects.filter(pk=row.pk).update(input_hash="other")

    explaining.complete([row])

    row.refresh_from_db()
    assert row.reasons is None


def test_a_second_large_run_keeps_the_reasons_of_what_has_not_changed(reasons_at_once, unexplained):
    explaining.complete(unexplained)

    run_over_everything()

    assert reasons_by_pair() == reasons_at_once
