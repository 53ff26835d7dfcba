"""A portal full of invented needs and offers, inserted in bulk: for measuring runs, not for showing.

Everything that people would have done one by one is skipped; constraints of the database hold all the same.
"""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.models import Contact, User
from companies.enums import Budget, NeedKind, NeedState
from companies.models import Need
from matchmaking.engine import Document
from organisations.enums import Kind, Verification
from organisations.models import Organisation
from regions.models import Municipality, Region
from startups.enums import OfferState
from startups.models import Offer, ProviderProfile
from taxonomy.models import Sector, Topic

MARK = "Messung"  # in the names of everything that is inserted
_PER_ORGANISATION = 4
_AT_ONCE = 2000
_TITLE = 100  # characters


def fill(needs: list[Document], offers: list[Document], *, seed: int = 2018) -> None:
    """Insert a published need or offer for each Document, with organisations, topics and sectors to match.

    The same arguments give the same rows. Needs reference data in the database.
    """
    drawn = random.Random(seed)
    person = User.objects.create(email=f"{MARK.lower()}@example.org", is_active=False)
    contact = Contact.objects.create(user=person, given_name="Erika", family_name=MARK, email=person.email)
    companies = _organisations(Kind.COMPANY, len(needs), drawn)
    providers = _organisations(Kind.STARTUP, len(offers), drawn)
    ProviderProfile.objects.bulk_create(
        (ProviderProfile(organisation=provider, capacity=50) for provider in providers), _AT_ONCE
    )
    now = timezone.now() - timedelta(minutes=5)
    common = {"contact": contact, "created_by": person, "submitted_at": now, "state_changed_at": now}
    rows = [
        Need(
            **common,
            number=f"B-{MARK}-{number}",
            organisation=company,
            region=company.region,
            municipality=company.municipality,
            title=text.text[:_TITLE],
            description=text.text,
            language=text.language,
            need_kind=drawn.choice(NeedKind.values),
            budget=drawn.choice(Budget.values),
            state=NeedState.QUALIFIED,
            qualified_at=now,
            assigned_to=person,
        )
        for number, (text, company) in enumerate(_with_owner(needs, companies))
    ]
    _insert(rows, drawn)
    rows = [
        Offer(
            **common,
            number=f"A-{MARK}-{number}",
            organisation=provider,
            title=text.text[:_TITLE],
            description=text.text,
            language=text.language,
            state=OfferState.PUBLISHED,
            published_at=now,
            confirmed_on=now.date(),
            confirm_due_on=now.date() + timedelta(days=180),
        )
        for number, (text, provider) in enumerate(_with_owner(offers, providers))
    ]
    _insert(rows, drawn)


def _with_owner(texts: list[Document], owners: list[Organisation]) -> Iterator[tuple[Document, Organisation]]:
    for number, text in enumerate(texts):
        yield text, owners[number // _PER_ORGANISATION]


def _organisations(kind: str, texts: int, drawn: random.Random) -> list[Organisation]:
    regions = list(Region.objects.filter(slug__in=["soest", "dortmund", "duesseldorf"]).order_by("slug"))
    places = {region: list(Municipality.objects.filter(region=region).order_by("ags")) or [None] for region in regions}
    sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))
    rows = []
    for number in range(-(-texts // _PER_ORGANISATION)):
        region = drawn.choice(regions)
        name = f"{MARK} {kind} {number}"
        rows.append(
            Organisation(
                name=name,
                sort_key=name.lower(),
                kind=kind,
                region=region,
                municipality=drawn.choice(places[region]),
                size_class="small",
                verification=Verification.VERIFIED,
                verified_at=timezone.now(),
            )
        )
    Organisation.objects.bulk_create(rows, _AT_ONCE)
    through = Organisation.sectors.through
    through.objects.bulk_create((through(organisation=row, sector_id=drawn.choice(sectors)) for row in rows), _AT_ONCE)
    return rows


def _insert(rows: list, drawn: random.Random) -> None:
    model = type(rows[0])
    model.objects.bulk_create(rows, _AT_ONCE)
    topics = list(Topic.objects.active().order_by("pk").values_list("pk", flat=True))
    through, key = model.topics.through, model._meta.model_name
    links = (
        through(**{f"{key}_id": row.pk, "topic_id": topic})
        for row in rows
        for topic in drawn.sample(topics, drawn.choice([0, 1, 1, 2]))
    )
    through.objects.bulk_create(links, _AT_ONCE)
