"""What organisations have decided about their entry in the landscape, and how often entries were opened."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from demo.people import Cast
from demo.texts import read
from landscape.enums import Visibility
from landscape.models import DailyViews, Entry
from landscape.services import choose_visibility, refresh, refresh_all
from search.services import rebuild
from startups.models import Offer

AGREED = "ohlenbrede-drehteile"  # Anna's company has agreed to be shown
HIDDEN = "gliederkette"
BOOKED = {"spindelfunk": 45, "moehnekern": 70}  # for so many days from today
SHOWS_FIGURES = ("spindelfunk", "lippeufer")  # those of Clara and Carl
DAYS = 170


def tell_landscape(cast: Cast, offers: dict[str, Offer], rng: Random) -> None:
    """Fill the landscape from everything that was told before, then let some decide otherwise."""
    refresh_all()
    for key, days in BOOKED.items():
        _choose(cast, key, Visibility.DEFAULT, days)
    _choose(cast, HIDDEN, Visibility.HIDDEN)
    _choose(cast, AGREED, Visibility.LISTED)
    for row in read("in_english.toml", "text"):
        _translate(cast, offers, row)
    for key in SHOWS_FIGURES:
        _count_views(Entry.objects.get(organisation=cast.organisations[key]), rng)
    rebuild()


def _choose(cast: Cast, key: str, visibility: str, booked_days: int = 0) -> None:
    booked_until = timezone.localdate() + timedelta(days=booked_days) if booked_days else None
    organisation, admin = cast.organisations[key], cast.members[key][0]
    choose_visibility(organisation, actor=admin, visibility=visibility, booked_until=booked_until)


def _translate(cast: Cast, offers: dict[str, Offer], row: dict) -> None:
    organisation = cast.organisations[row["provider"]]
    organisation.about_en = row["about"]
    organisation.save(update_fields=["about_en"])
    offer = offers[row["offer"]]
    Offer.objects.filter(pk=offer.pk).update(title_en=row["title"], description_en=row["description"].strip())
    refresh(organisation)


def _count_views(entry: Entry, rng: Random) -> None:
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(DAYS)]
    rows = [DailyViews(entry=entry, day=day, views=rng.randrange(1, 9)) for day in days if day.weekday() < 5]
    DailyViews.objects.bulk_create(rows)
