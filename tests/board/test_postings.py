"""A need comes on the board only with everything that is asked for, and is off it as soon as one thing is missing."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.consents import withdraw
from accounts.models import Consent
from board.checklist import posting_checklist
from board.models import CODE_LENGTH, Posting
from board.services import postings
from companies import services as needs
from companies.forms import NeedForm
from companies.models import Need
from core.models import CaseEvent
from core.states import GuardFailed, InvalidTransition
from mail.models import OutboxMessage
from organisations.enums import Verification
from organisations.models import Organisation
from tests.board.conftest import agreed, interest_in, on_board
from tests.cases import need_in

pytestmark = pytest.mark.django_db


def readable() -> list[int]:
    return list(Posting.objects.on_board().values_list("need", flat=True))


def test_what_is_agreed_to_waits_for_the_lead_and_hangs_there_once_it_is_put_up(people):
    posting = agreed(people)
    assert (posting.state, readable(), posting.need.confidentiality) == ("waiting", [], "board")

    postings.post(posting.need, actor=people.lead)

    assert readable() == [posting.need_id]
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {"posting.agreed.lead", "posting.posted"} <= kinds
    event = CaseEvent.objects.get(kind="need_posted")
    assert (event.need_id, event.attributes["need_region"]) == (posting.need_id, "soest")


def test_the_code_in_the_address_tells_neither_key_nor_number(posting):
    assert len(posting.code) == CODE_LENGTH
    assert posting.need.number not in posting.public_path
    assert posting.public_path == f"/board/{posting.code}/"


@pytest.mark.parametrize(
    ("state", "missing"),
    [("in_qualification", {"The need is not open for proposals.", "Check the anonymous summary of the need first."})],
)
def test_a_need_that_is_not_ready_is_refused_with_everything_that_is_missing(people, state, missing):
    posting = agreed(people, need_in(state, people))

    with pytest.raises(GuardFailed) as refused:
        postings.post(posting.need, actor=people.lead)

    assert len(refused.value.problems) == len(missing)
    assert [item.is_done for item in posting_checklist(posting.need)] == [True, False, False, True]


def test_without_consent_nothing_can_be_put_up_whatever_the_form_of_the_need_says(people):
    need = need_in("qualified", people)
    Need.objects.filter(pk=need.pk).update(confidentiality="board")

    with pytest.raises(GuardFailed):
        postings.post(need, actor=people.lead)

    assert not Posting.objects.exists()


def _unverified(posting, people):
    Organisation.objects.filter(pk=people.company.pk).update(verification=Verification.RETURNED)


def _unchecked(posting, people):
    needs.write_teaser(posting.need, actor=people.lead, title="Neu", text="Noch nicht gelesen.", checked=False)


def _paused(posting, people):
    needs.pause_need(posting.need, actor=people.lead, resume_on=timezone.localdate() + timezone.timedelta(days=9))


def _more_confidential(posting, people):
    Need.objects.filter(pk=posting.need_id).update(confidentiality="internal")


def _withdrawn(posting, people):
    withdraw(posting.consent, actor=people.anna)


def _taken_off(posting, people):
    postings.take_off(posting.need, actor=people.lead, reason="tells_too_much")


def _changed(posting, people):
    needs.reopen_after_edit(posting.need, actor=people.anna, by_company=True)


def _ended(posting, people):
    needs.withdraw_need(posting.need, actor=people.anna)


@pytest.mark.parametrize(
    "happens",
    [_unverified, _unchecked, _paused, _more_confidential, _withdrawn, _taken_off, _changed, _ended],
)
def test_as_soon_as_one_condition_fails_nobody_reads_the_need(posting, people, client, happens):
    assert client.get(posting.public_path).status_code == 200

    happens(posting, people)

    assert readable() == []
    assert client.get(posting.public_path).status_code == 404


def test_a_checked_new_version_takes_the_place_of_the_old_one(posting, people, client):
    needs.write_teaser(posting.need, actor=people.lead, title="Neue Fassung", text="Gelesen.", checked=True)

    assert "Neue Fassung" in client.get(posting.public_path).content.decode()


def test_a_changed_need_hangs_there_again_only_when_a_lead_puts_it_up_anew(posting, people):
    need = posting.need
    needs.reopen_after_edit(need, actor=people.anna, by_company=True)
    need.refresh_from_db()
    needs.qualify_need(need, actor=people.lead)
    posting.refresh_from_db()
    assert (readable(), posting.state) == ([], "waiting")

    postings.post(need, actor=people.lead)

    assert readable() == [need.pk]


def test_the_withdrawal_ends_the_posting_and_the_need_goes_on(posting, people):
    postings.end_by_company(posting.need, actor=people.anna)

    need, posting = Need.objects.get(pk=posting.need_id), Posting.objects.get()
    assert (need.state, need.confidentiality) == ("qualified", "anonymous")
    assert (posting.state, posting.off_reason) == ("ended", "company_wish")
    assert posting.consent.withdrawn_at
    with pytest.raises(GuardFailed):
        postings.end_by_company(need, actor=people.anna)


def test_whoever_agrees_again_gives_a_new_consent_and_a_lead_looks_again(posting, people):
    postings.end_by_company(posting.need, actor=people.anna)

    again = agreed(people, Need.objects.get(pk=posting.need_id))

    assert (again.pk, again.state, readable()) == (posting.pk, "waiting", [])
    assert Consent.objects.filter(purpose="board").count() == 2


def test_nobody_agrees_twice(people):
    posting = agreed(people)

    with pytest.raises(GuardFailed):
        agreed(people, posting.need)

    assert Consent.objects.filter(purpose="board").count() == 1


def test_choosing_more_confidentiality_in_the_form_of_the_need_takes_the_consent_back(posting, people):
    need = Need.objects.get(pk=posting.need_id)
    data = {name: getattr(need, name) for name in NeedForm.Meta.fields if name != "topics"}
    data |= {"confidentiality": "anonymous", "municipality": need.municipality_id, "contact": need.contact_id}
    form = NeedForm(
        {**data, "topics": [each.pk for each in need.topics.all()]}, instance=need, organisation=people.company
    )
    assert form.is_valid(), form.errors

    needs.edit_need(form, actor=people.anna, parties={"company"})

    posting.refresh_from_db()
    assert (posting.state, posting.consent.is_valid) == ("ended", False)
    assert Need.objects.get(pk=need.pk).confidentiality == "anonymous"


def test_a_lead_takes_off_with_a_reason_that_the_company_reads(posting, people):
    postings.take_off(posting.need, actor=people.lead, reason="enough", note="Fünf sind schon im Gespräch.")

    letter = OutboxMessage.objects.get(kind="posting.taken_off")
    assert "Fünf sind schon im Gespräch." in letter.body_text
    with pytest.raises(InvalidTransition):
        postings.take_off(posting.need, actor=people.lead, reason="enough")


def test_the_wish_of_the_company_told_to_a_lead_withdraws_the_consent(posting, people):
    postings.take_off(posting.need, actor=people.lead, reason="company_wish")

    posting.refresh_from_db()
    assert (posting.state, posting.consent.is_valid) == ("ended", False)


def test_the_database_holds_no_posting_without_consent(posting):
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(consent=None)


def test_an_interest_survives_that_the_need_is_taken_off(people):
    interest = interest_in("open", people)

    postings.take_off(interest.need, actor=people.lead, reason="enough")

    interest.refresh_from_db()
    assert interest.state == "open"


def test_the_newest_come_first(people):
    first, second = on_board(people), on_board(people)

    assert list(Posting.objects.on_board()) == [second, first]
