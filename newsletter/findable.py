"""How search engines find the archive."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from core.findable import register_section
from newsletter.models import Issue


class Pages(Sitemap):
    """The form and the list of issues."""

    def items(self) -> list[str]:
        return ["newsletter:subscribe", "newsletter:archive"]

    def location(self, item: str) -> str:
        return reverse(item)


class Issues(Sitemap):
    """Every issue of the archive."""

    def items(self) -> QuerySet[Issue]:
        return Issue.objects.public().order_by("-started_at", "-pk").defer("content")

    def location(self, item: Issue) -> str:
        return reverse("newsletter:archived", args=[item.code])

    def lastmod(self, item: Issue):
        return item.finished_at


def register() -> None:
    register_section("newsletter", Pages)
    register_section("newsletter_issues", Issues)
