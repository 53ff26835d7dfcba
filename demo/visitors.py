"""A need that somebody registered without an account; its company has yet to be checked."""

from datetime import timedelta

from django.utils import timezone

from companies.models import Need, NeedDraft
from companies.public_intake.services import hand_in
from demo.clock import travel_to
from demo.texts import read
from mail.services import silenced
from regions.models import Municipality
from taxonomy.models import Topic

MINUTES_AGO = 95


def tell_visits() -> None:
    with silenced():
        for row in read("visitors.toml", "visitor"):
            with travel_to(timezone.now() - timedelta(days=row["days_ago"], minutes=MINUTES_AGO)):
                _tell(row)


def _tell(row: dict) -> Need:
    place = Municipality.objects.get(name=row["municipality"])
    topics = Topic.objects.filter(slug__in=row["topics"])
    content = {name: [value] for name, value in row["typed"].items()}
    content |= {"org_place": [f"m-{place.pk}"], "topics": [str(topic.pk) for topic in topics]}
    draft = NeedDraft.objects.create(content=content, email=row["typed"]["email"], language=row["language"])
    return hand_in(draft)
