"""Workers are killed while they send and decide; a smaller version of `bench_faults`."""

import pytest
from django.utils import timezone

from dzm.faults.mails import IssueOfNewsletter, Letters
from dzm.faults.trial import Trial
from mail.models import OutboxMessage
from newsletter.models import Issue
from newsletter.sending import pump

pytestmark = pytest.mark.slow


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_twice_and_nothing_is_lost_when_workers_and_broker_are_killed():
    said = []
    trial = Trial(Letters(50, 10), workers=2, deciders=2, limit=900, say=said.append)
    result = trial.run()
    assert (result.sent, result.duplicates, result.lost) == (70, 0, 0), said
    assert (result.undecided, result.decided_twice, result.unsettled) == (0, 0, 0), said
    assert 1 <= result.unknown <= result.killed
    assert result.holds
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_an_issue_reaches_each_reader_once_when_workers_and_broker_are_killed():
    said = []
    result = Trial(IssueOfNewsletter(80), workers=2, deciders=0, limit=900, say=said.append).run()
    assert (result.sent, result.duplicates, result.lost, result.unsettled) == (80, 0, 0, 0), said
    assert 1 <= result.unknown <= result.killed
    assert result.holds
    pump(timezone.now())
    assert Issue.objects.get().state == "sent"
