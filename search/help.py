"""Where to go from a search that found nothing, or has not begun."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count, F, Func
from django.urls import reverse

from search.models import Document
from search.understanding import Understood
from taxonomy.models import Topic, in_active_language

MOST = 8
_KEPT_SECONDS = 300


@dataclass(frozen=True)
class TopicLink:
    """A topic with the number of things that declare it, and the address of a search for it."""

    label: str
    number: int
    url: str


def topics_to_look_at(understood: Understood | None = None, most: int = MOST) -> list[TopicLink]:
    """Return topics about which there is something: those the query speaks of, their relatives, then the largest."""
    numbers = cache.get_or_set("search.topics", _numbers, _KEPT_SECONDS)
    meant = set(understood.topics) if understood else set()
    topics = list(Topic.objects.active().filter(slug__in=numbers).prefetch_related("related"))

    def closeness(topic: Topic) -> tuple:
        is_related = any(other.slug in meant for other in topic.related.all())
        return topic.slug not in meant, not is_related, -numbers[topic.slug], topic.position

    return [
        TopicLink(topic.label, numbers[topic.slug], f"{reverse('search:page')}?{urlencode({'q': topic.label})}")
        for topic in sorted(topics, key=closeness)[:most]
    ]


def _numbers() -> dict[str, int]:
    """Return slug -> how many things declare the topic; it reads them all."""
    per_topic = Document.objects.annotate(topic=Func(F("topics"), function="unnest")).values_list("topic")
    return dict(per_topic.annotate(Count("pk")).order_by())


def topic_labels(slugs: list[str], most: int = 3) -> list[str]:
    """Return the labels of active topics in their order."""
    labels = cache.get_or_set("search.topic_labels", _labels, _KEPT_SECONDS)
    return [in_active_language(*said) for slug, *said in labels if slug in slugs][:most]


def _labels() -> list[tuple[str, str, str]]:
    return list(Topic.objects.active().values_list("slug", "label_de", "label_en"))
