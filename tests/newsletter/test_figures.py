"""Figures of an issue equal a hand count, and a count by SQL that knows nothing of the code."""

import pytest
from django.db import connection

from newsletter import answers, sending, services
from newsletter.answers import Said
from newsletter.enums import ReaderKind
from newsletter.figures import of_issue
from newsletter.models import Delivery
from newsletter.services import Trace
from newsletter.tokens import answer_token, asked_by
from tests.newsletter.cases import asking, issue_by, reader, segment, started

pytestmark = pytest.mark.django_db

SQL = """
SELECT segment_id, count(*), count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state = 'skipped'),
       count(*) FILTER (WHERE bounce = 'hard'), count(*) FILTER (WHERE left_at IS NOT NULL)
FROM newsletter_delivery WHERE issue_id = %s GROUP BY segment_id ORDER BY segment_id
"""


@pytest.fixture
def issue(people):
    """Four companies and two others got it: one left before, two answered yes, one no, one left because of it, one mail
    came back."""
    for kind in [ReaderKind.COMPANY] * 4 + [ReaderKind.PROVIDER] * 2:
        reader(reader=kind)
    row = issue_by(people.editor, segment(name="A", readers=["company"]), segment(name="B", is_everyone=True))
    block = asking(row)
    yes, no = block.choices.order_by("position")
    deliveries = started(row, people.editor)
    services.leave(deliveries[3].subscription, Trace("/f/"), reason="too_much")
    for delivery in deliveries:
        sending.deliver(delivery.pk)
    for delivery, choice in zip(deliveries, (yes, yes, no), strict=False):
        answers.give(asked_by(answer_token(delivery, choice.pk)), Said(), language="de")
    services.leave(deliveries[4].subscription, Trace("/f/"), reason="not_for_me")
    Delivery.objects.filter(pk=deliveries[5].pk).update(bounce="hard", bounced_at=deliveries[5].created_at)
    return row


def test_the_figures_are_those_of_a_hand_count(issue):
    counted = of_issue(issue)
    companies, others = counted.segments
    assert (companies.people, companies.sent, companies.skipped, companies.answers) == (4, 3, 1, 3)
    assert (others.people, others.sent, others.hard, others.left, others.answers) == (2, 2, 1, 1, 0)
    assert (counted.total.people, counted.total.sent, counted.total.answers) == (6, 5, 3)
    [asked] = counted.questions
    assert [(each.number, each.percent) for each in asked.choices] == [(2, 67), (1, 33)]
    assert (asked.total, asked.of) == (3, 5)
    assert [number for _reason, number in counted.reasons] == [1]


def test_the_figures_are_those_of_the_database(issue):
    with connection.cursor() as cursor:
        cursor.execute(SQL, [issue.pk])
        by_sql = cursor.fetchall()
    ours = [(r.segment.pk, r.people, r.sent, r.skipped, r.hard, r.left) for r in of_issue(issue).segments]
    assert sorted(ours) == by_sql


def test_the_segments_add_up_to_the_whole_even_where_one_is_gone(issue):
    issue.segments.get(name="A").delete()
    counted = of_issue(issue)
    assert counted.total.people == sum(row.people for row in counted.segments) == 6
    assert counted.total.answers == 3


def test_the_figures_stay_when_the_answers_and_the_readers_are_gone(issue):
    before = of_issue(issue)
    for delivery in issue.deliveries.all():
        if delivery.subscription:
            delivery.subscription.delete()
    assert of_issue(issue) == before


def test_staff_read_them_as_a_page_and_as_a_table(issue, sign_in):
    path = f"/newsletter/issues/{issue.pk}/figures/"
    client = sign_in("editor")
    page = client.get(path).content.decode()
    assert "Das betrifft uns" in page
    assert "67 %" in page
    lines = client.get(f"{path}?as=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[:3] for line in lines] == [
        ["Gruppe", "Angeschrieben", "Gesendet"],
        ["A", "4", "3"],
        ["B", "2", "2"],
        ["Alle", "6", "5"],
    ]


def test_a_draft_has_no_figures(people, sign_in):
    assert sign_in("editor").get(f"/newsletter/issues/{issue_by(people.editor).pk}/figures/").status_code == 404
