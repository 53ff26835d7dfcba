import pytest

from core.models import LogEntry
from core.states import InvalidTransition, advance
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


def test_a_state_change_is_logged_with_actor_and_both_states(people):
    need = NeedFactory(organisation=people.company)

    advance(need, "withdraw", actor=people.anna)

    entry = LogEntry.objects.about(need).get()
    assert (entry.actor, entry.verb, entry.from_state, entry.to_state) == (
        people.anna,
        "withdraw",
        "draft",
        "withdrawn",
    )


def test_the_second_of_two_simultaneous_changes_loses_and_writes_nothing(people):
    first = NeedFactory(organisation=people.company)
    second = type(first).objects.get(pk=first.pk)
    advance(first, "withdraw", actor=people.anna)

    with pytest.raises(InvalidTransition):
        advance(second, "withdraw", actor=people.ben)

    assert LogEntry.objects.about(first).count() == 1


def test_a_transition_that_does_not_leave_the_state_is_refused(people):
    need = NeedFactory(organisation=people.company)

    with pytest.raises(InvalidTransition):
        advance(need, "qualify", actor=people.lead)

    assert not LogEntry.objects.about(need).exists()
