"""Keeping the landscape equal to what organisations publish, and the decisions about single entries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.batches import batched
from core.models import LogEntry
from core.states import require
from landscape import findable, notifications
from landscape.catalogue import touch
from landscape.enums import PROVIDERS, Visibility
from landscape.models import Entry
from landscape.rules import hindrance, one_line
from landscape.selectors import with_contents
from organisations.models import Organisation
from startups.models import Offer

AT_ONCE = 500
DERIVED = [
    "is_listed",
    "first_listed_on",
    "topics",
    "sectors",
    "languages",
    "reference_count",
    "takes_requests",
    "confirmed_on",
    "line_de",
    "line_en",
]

# What an entry holds that nobody sees: the decisions about it, and no copy of what the organisation says.
NOTHING_SHOWN = {
    "is_listed": False,
    "topics": [],
    "sectors": [],
    "languages": [],
    "reference_count": 0,
    "takes_requests": False,
    "confirmed_on": None,
    "line_de": "",
    "line_en": "",
}


def refresh(*organisations: Organisation) -> int:
    """Make the entries of `organisations` equal to what these publish at present; what changed is seen at once.
    Returns how many entries are different now."""
    return _refresh(Organisation.objects.filter(pk__in=[each.pk for each in organisations]))


def refresh_all() -> int:
    """Do the same for every organisation that has an entry or may get one: for what no step announced, and for what
    the calendar changes. Returns how many entries are different now."""
    may_have = Q(landscape_entry__isnull=False) | Q(kind__in=PROVIDERS, merged_into__isnull=True)
    pks = Organisation.objects.filter(may_have).order_by("pk").values_list("pk", flat=True)
    chunks = (Organisation.objects.filter(pk__in=some) for some in batched(pks, AT_ONCE))
    return sum(_refresh(some, searchable=False) for some in chunks)  # the search compares itself each night


def _refresh(organisations: QuerySet[Organisation], *, searchable: bool = True) -> int:
    new, changed, is_shown = [], [], False
    with transaction.atomic():
        read = list(with_contents(organisations))
        for organisation in read:
            entry = getattr(organisation, "landscape_entry", None)
            content = _content(organisation, entry)
            is_shown = is_shown or content["is_listed"]
            if entry is None and content["is_listed"]:
                new.append(Entry(organisation=organisation, **content))
            elif entry is not None and any(getattr(entry, name) != content[name] for name in DERIVED):
                for name in DERIVED:
                    setattr(entry, name, content[name])
                changed.append(entry)
        Entry.objects.bulk_create(new, ignore_conflicts=True)  # two steps at the same moment
        Entry.objects.bulk_update(changed, DERIVED)
        if is_shown or changed:  # also where only what pages read along is different: names, texts, logos
            touch()
            if searchable:
                findable.follow(read)
    return len(new) + len(changed)


def _content(organisation: Organisation, entry: Entry | None) -> dict[str, Any]:
    offers = organisation.published_offers
    profile = getattr(organisation, "provider_profile", None)
    first = entry.first_listed_on if entry else None
    if hindrance(organisation, entry, bool(offers)):
        return NOTHING_SHOWN | {"first_listed_on": first}
    newest = offers[0] if offers else None
    return {
        "is_listed": True,
        "first_listed_on": first or timezone.localdate(),
        "topics": sorted({topic.slug for offer in offers for topic in offer.topics.all()}),
        "sectors": _codes([organisation, *offers]),
        "languages": _languages(profile),
        "reference_count": len(organisation.provider_references.all()),
        "takes_requests": bool(offers) and (profile is None or profile.capacity > 0),
        "confirmed_on": _confirmed_on(entry, offers, organisation),
        "line_de": one_line(organisation.about) or (newest.title if newest else ""),
        "line_en": one_line(organisation.about_en) or (newest.title_en if newest else ""),
    }


def _codes(sources: Iterable[Organisation | Offer]) -> list[str]:
    """Return the sectors of all `sources`, each with the section above it."""
    sectors = {sector for source in sources for sector in source.sectors.all()}
    return sorted({each.full_code for sector in sectors for each in (sector, sector.parent) if each})


def _languages(profile) -> list[str]:
    """Return the languages a provider says it works in; where it has not said, German."""
    if profile is None:
        return ["de"]
    return [code for code, speaks in (("de", profile.speaks_german), ("en", profile.speaks_english)) if speaks]


def _confirmed_on(entry: Entry | None, offers: list[Offer], organisation: Organisation) -> date | None:
    """Return the last day on which somebody said that what is shown is correct."""
    stated = [offer.confirmed_on for offer in offers if offer.confirmed_on]
    if entry and entry.stated_on:
        stated.append(entry.stated_on)
    if organisation.verified_at and not stated:
        stated.append(timezone.localdate(organisation.verified_at))
    return max(stated, default=None)


@transaction.atomic
def choose_visibility(organisation: Organisation, *, actor, visibility: str, booked_until: date | None) -> Entry:
    """Store what an administrator has decided about the entry; it takes effect at once. To decide is also to confirm
    what is shown."""
    entry = _locked(organisation)
    before = entry.visibility
    entry.visibility, entry.booked_until = Visibility(visibility), booked_until
    entry.chosen_by, entry.chosen_at = actor, timezone.now()
    entry.stated_on = timezone.localdate()
    entry.save(update_fields=["visibility", "booked_until", "chosen_by", "chosen_at", "stated_on"])
    details = {"from": before, "to": entry.visibility}
    LogEntry.objects.record(organisation, "choose_visibility", actor=actor, details=details)
    return _fresh(entry)


@transaction.atomic
def confirm_entry(organisation: Organisation, *, actor) -> Entry:
    """A member says that everything the entry shows is still correct."""
    entry = _locked(organisation)
    entry.stated_on = timezone.localdate()
    entry.save(update_fields=["stated_on"])
    LogEntry.objects.record(organisation, "confirm_entry", actor=actor)
    return _fresh(entry)


@transaction.atomic
def take_down(organisation: Organisation, *, actor, reason: str) -> Entry:
    """Show the entry to nobody any more; the administrators are told why. Raises GuardFailed without a reason, or
    when it is down already."""
    require(reason.strip(), _("Write the reason."))
    entry = _locked(organisation)
    require(entry.taken_down_at is None, _("The entry has been taken down already."))
    entry.is_listed = False
    entry.taken_down_at, entry.taken_down_by, entry.taken_down_reason = timezone.now(), actor, reason.strip()
    entry.save(update_fields=["is_listed", "taken_down_at", "taken_down_by", "taken_down_reason"])
    log = LogEntry.objects.record(organisation, "take_down_entry", actor=actor)
    notifications.entry_taken_down(entry, key=log.pk)
    return _fresh(entry)


@transaction.atomic
def put_back(organisation: Organisation, *, actor) -> Entry:
    """Undo `take_down`: what the organisation has decided counts again."""
    entry = _locked(organisation)
    require(entry.taken_down_at is not None, _("The entry has not been taken down."))
    entry.taken_down_at, entry.taken_down_by, entry.taken_down_reason = None, None, ""
    entry.save(update_fields=["taken_down_at", "taken_down_by", "taken_down_reason"])
    LogEntry.objects.record(organisation, "put_back_entry", actor=actor)
    return _fresh(entry)


def _locked(organisation: Organisation) -> Entry:
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return Entry.objects.get_or_create(organisation=organisation)[0]


def _fresh(entry: Entry) -> Entry:
    refresh(entry.organisation)
    entry.refresh_from_db()
    return entry
