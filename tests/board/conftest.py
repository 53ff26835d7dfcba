"""A need on the board, and interest in it, the way people bring them there."""

import pytest

from board.models import Interest, Posting
from board.services import interests, postings
from companies.models import Need
from tests.cases import need_in, offer_in


def agreed(people, need: Need | None = None) -> Posting:
    """Return the posting of a qualified need whose company has agreed itself."""
    need = need or need_in("qualified", people)
    return postings.agree(need, contact=need.contact, channel="portal", actor=need.created_by)


def on_board(people, need: Need | None = None) -> Posting:
    """Return a posting that everybody can read."""
    posting = agreed(people, need)
    return postings.post(posting.need, actor=people.lead)


def interest_in(state: str, people, *, posting: Posting | None = None, offer=None) -> Interest:
    """Return the interest of Clara's startup in a need of Anna's company."""
    posting, offer = posting or on_board(people), offer or offer_in("published", people)
    interest = interests.express_interest(
        posting, offer=offer, contact=offer.contact, note="Das haben wir schon dreimal gemacht.", actor=offer.created_by
    )
    if state == "taken_up":
        interests.take_up(interest, actor=people.lead)
    if state == "declined":
        interests.decline(interest, actor=people.lead, reason="enough", answer="Es sind genug im Gespräch.")
    if state == "withdrawn":
        interests.withdraw_interest(interest, actor=offer.created_by)
    interest.refresh_from_db()
    return interest


@pytest.fixture
def posting(people) -> Posting:
    return on_board(people)
