"""Short ways through funded projects."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.models import CaseEvent
from projects.counting import Period, period_of
from projects.models import (
    Activity,
    Cooperation,
    CostPosition,
    FunderPack,
    Milestone,
    ProjectIndicator,
    PublicityItem,
    SupportLetter,
    Voucher,
)
from projects.packing.content import canonical, checksum, freeze
from projects.services import make_pack
from regions.models import FundedProject

BERLIN = ZoneInfo("Europe/Berlin")
SOEST = "05974040"
IN_2019 = datetime.date(2019, 5, 6)


def dnm() -> FundedProject:
    return FundedProject.objects.get(slug="dnm")


def at(text: str) -> datetime.datetime:
    """Return the moment that the clock in Berlin shows as "2019-12-31 23:30"."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def fact(kind: str, when: str = "2019-05-06 12:00", *, number: int = 1, **attributes) -> CaseEvent:
    """Write a fact of the firm `number` of the county, with its need and introduction."""
    says = {
        "region": "soest",
        "ags": SOEST,
        "size_class": "small",
        "sectors": ["25"],
        "topics": ["iiot"],
        **attributes,
    }
    return CaseEvent.objects.create(
        kind=kind,
        occurred_at=at(when),
        organisation_id=number,
        need_id=number,
        offer_id=number,
        introduction_id=number,
        attributes=says,
    )


def of_event(
    kind: str, *, event: int = 0, day: str = "2019-05-06", when: str = "2019-05-06 12:00", project="dnm", **says
):
    """Write a fact of an event that is booked to `project`."""
    return fact(kind, when, event=event, day=day, project=project, event_kind="workshop", **says)


def indicator(kind: str, target: str = "10", **fields) -> ProjectIndicator:
    return ProjectIndicator.objects.create(project=dnm(), kind=kind, target=Decimal(target), **fields)


def position(title: str = "Personal", planned: str = "1000") -> CostPosition:
    return CostPosition.objects.create(project=dnm(), title=title, planned_eur=Decimal(planned))


def voucher(number: str, amount: str, on: CostPosition, **fields) -> Voucher:
    given = {"paid_on": IN_2019, "payee": "Druckerei Beispiel", **fields}
    return Voucher.objects.create(project=dnm(), number=number, amount_eur=Decimal(amount), cost_position=on, **given)


def activity(staff, minutes: int = 90, day: datetime.date = IN_2019, title: str = "Besuch") -> Activity:
    return Activity.objects.create(project=dnm(), day=day, kind="advice", title=title, minutes=minutes, staff=staff)


def one_of_each(people) -> dict[str, int]:
    """Write one entry into each register and return their ids by register."""
    project = dnm()
    cost = position()
    return {
        "indicators": indicator("needs").pk,
        "milestones": Milestone.objects.create(project=project, title="Start", due_on=IN_2019).pk,
        "activities": activity(people.lead).pk,
        "costs": cost.pk,
        "vouchers": voucher("1", "12.50", cost).pk,
        "publicity": PublicityItem.objects.create(project=project, day=IN_2019, channel="article", title="Ein Jahr").pk,
        "cooperations": Cooperation.objects.create(project=project, partner="Hub", kind="referral", day=IN_2019).pk,
        "letters": SupportLetter.objects.create(project=project, organisation="Werk A", received_on=IN_2019).pk,
    }


def pack_row(actor=None) -> FunderPack:
    """Return a pack whose files are no real ones, for tests that only open pages."""
    project, made_at = dnm(), timezone.now().replace(microsecond=0)
    period = period_of(project)
    frozen, people = freeze(project, period, number=1, made_at=made_at)
    content = canonical(frozen)
    made = FunderPack.objects.create(
        project=project,
        number=1,
        starts_on=period.first,
        ends_on=period.last,
        made_at=made_at,
        made_by=actor,
        content=content,
        sha256=checksum(content.encode()),
    )
    made.files.create(format="pdf", sha256=checksum(b"%PDF-"), content=b"%PDF-")
    for number, pk in enumerate(people, 1):
        made.persons.create(number=number, user_id=pk)
    return made


def pack(actor=None, period: Period | None = None) -> FunderPack:
    return make_pack(dnm(), period or period_of(dnm()), actor=actor)
