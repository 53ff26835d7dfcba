"""Setting aside and dismissing several proposals of a need at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.models import OutboxMessage
from matchmaking.models import Introduction
from matchmaking.services import moderation
from tests.cases import need_in, offer_in, suggestion

pytestmark = pytest.mark.django_db


def listed(people, count: int = 3) -> tuple[str, list[Introduction]]:
    need = need_in("qualified", people)
    rows = [suggestion(need, offer_in("published", people)) for _number in range(count)]
    return reverse("matchmaking:several", args=[need.pk]), rows


def test_the_page_names_those_affected_and_those_left_out(sign_in, people):
    url, (first, second, third) = listed(people)
    moderation.shortlist(third, actor=people.lead, note="Passt.")

    response = sign_in("lead").get(url, {"action": "dismiss", "show": [first.pk, second.pk, third.pk]})

    assert set(response.context["affected"]) == {first, second}
    assert response.context["skipped"] == [third]
    assert not Introduction.objects.filter(state="dismissed").exists()


def test_dismissing_several_takes_one_reason_writes_to_nobody_and_can_be_undone_singly(sign_in, people):
    url, rows = listed(people)
    moderation.shortlist(rows[2], actor=people.lead, note="Passt.")
    letters = OutboxMessage.objects.count()
    data = {"action": "dismiss", "show": [row.pk for row in rows[:2]], "reason": "wrong_topic", "note": "Passt nie."}
    client = sign_in("lead")

    client.post(url, data)
    said = client.post(url, data, follow=True).context["messages"]

    states = dict(Introduction.objects.values_list("pk", "state"))
    assert states == {rows[0].pk: "dismissed", rows[1].pk: "dismissed", rows[2].pk: "shortlisted"}
    assert any("Für 0 Fälle erledigt." in str(message) for message in said)
    assert OutboxMessage.objects.count() == letters
    client.post(reverse("matchmaking:introduction_undo_dismissal", args=[rows[0].pk]))
    assert Introduction.objects.get(pk=rows[0].pk).state == "suggested"


def test_setting_several_aside_asks_for_one_day(sign_in, people):
    url, rows = listed(people)
    client, shown = sign_in("lead"), [row.pk for row in rows]
    assert client.post(url, {"action": "snooze", "show": shown, "until": "x"}).context["form"].errors
    day = timezone.localdate() + timedelta(days=5)

    client.post(url, {"action": "snooze", "show": shown, "until": day.isoformat()})

    assert set(Introduction.objects.values_list("snoozed_until", flat=True)) == {day}


def test_proposals_of_another_need_are_not_touched(sign_in, people):
    url, _rows = listed(people, 1)
    _other, (stranger,) = listed(people, 1)
    response = sign_in("lead").post(url, {"action": "dismiss", "show": stranger.pk, "reason": "wrong_topic"})
    assert response.context["affected"] == []
    stranger.refresh_from_db()
    assert stranger.state == "suggested"
