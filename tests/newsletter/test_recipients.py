"""Who gets an issue: segments, wishes, and those who must not be written to."""

import itertools

import pytest
from django.utils import timezone

from newsletter import recipients
from newsletter.enums import Frequency, ReaderKind, SubscriptionState
from newsletter.models import Segment, Subscription
from regions.models import Region
from taxonomy.models import Topic
from tests.newsletter.cases import asking, issue_by, reader, segment, sent_to_all, suppress

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(people):
    return people.editor


def test_an_empty_segment_is_nobody(editor):
    reader()
    empty = Segment.objects.create(name="leer")
    assert not recipients.fitting(empty).exists()
    assert recipients.count(issue_by(editor, empty)).people == 0


def test_an_issue_without_a_segment_goes_to_nobody(editor):
    reader()
    issue = issue_by(editor)
    issue.segments.clear()
    assert recipients.count(issue).people == 0
    assert recipients.write_down(issue, timezone.now()) == 0


def test_a_segment_is_what_a_hand_written_rule_says(db):
    topics, regions = Topic.objects.active()[:2], Region.objects.all()[:2]
    chosen = [(), (0,), (1,), (0, 1)]
    for reader_kind, wanted_topics, wanted_regions in itertools.product(
        ["", ReaderKind.COMPANY, ReaderKind.PROVIDER], chosen, chosen
    ):
        reader(
            reader=reader_kind,
            topics=[topics[n] for n in wanted_topics],
            regions=[regions[n] for n in wanted_regions],
        )
    for kinds, asked_topics, asked_regions in itertools.product([[], [ReaderKind.COMPANY]], chosen[:3], chosen[:3]):
        if not (kinds or asked_topics or asked_regions):
            continue
        asked = segment(
            readers=kinds, topics=[topics[n] for n in asked_topics], regions=[regions[n] for n in asked_regions]
        )
        found = set(recipients.fitting(asked).values_list("pk", flat=True))
        assert found == {row.pk for row in Subscription.objects.all() if fits(row, asked)}
        assert found


def fits(row: Subscription, asked: Segment) -> bool:
    """The rule in other words: each condition that is given must be met; who chose nothing wants everything."""
    own = {name: set(getattr(row, name).all()) for name in ("topics", "regions")}
    wanted = {name: set(getattr(asked, name).all()) for name in ("topics", "regions")}
    meets = all(not wanted[name] or not own[name] or own[name] & wanted[name] for name in own)
    return meets and (not asked.readers or row.reader in asked.readers)


@pytest.mark.parametrize("state", [state for state in SubscriptionState if state != SubscriptionState.ACTIVE])
def test_only_who_has_confirmed_and_stayed_gets_it(editor, state):
    reader(state=state)
    assert recipients.count(issue_by(editor)).people == 0


def test_each_person_counts_once_in_the_first_segment_that_fits(editor):
    reader(reader=ReaderKind.COMPANY)
    reader(reader=ReaderKind.PROVIDER)
    companies = segment(name="A", readers=[ReaderKind.COMPANY])
    everybody = segment(name="B", is_everyone=True)
    counted = recipients.count(issue_by(editor, companies, everybody))
    assert counted.people == 2
    assert counted.by_segment == ((companies, 1), (everybody, 1))


def test_whoever_must_not_be_written_to_is_left_out_and_counted(editor):
    suppress(reader().email)
    reader(language="en")
    counted = recipients.count(issue_by(editor))
    assert (counted.people, counted.suppressed, counted.by_language) == (1, 1, {"en": 1})


def test_whoever_wants_questions_only_gets_issues_with_a_question(editor):
    reader(frequency=Frequency.QUESTIONS)
    issue = issue_by(editor)
    assert (recipients.count(issue).people, recipients.count(issue).only_questions) == (0, 1)
    asking(issue)
    assert recipients.count(issue).people == 1


def test_whoever_wants_one_a_month_gets_the_first_of_the_month(editor, time_machine):
    time_machine.move_to("2026-11-03 09:00Z", tick=False)
    reader(frequency=Frequency.MONTHLY)
    sent_to_all(issue_by(editor), editor)
    time_machine.move_to("2026-11-30 22:30Z", tick=False)
    counted = recipients.count(issue_by(editor))
    assert (counted.people, counted.monthly) == (0, 1)
    time_machine.move_to("2026-11-30 23:30Z", tick=False)  # December has begun in Berlin
    assert recipients.count(issue_by(editor)).people == 1
