"""What stands in the way of an erasure, and what of a person stays for how long afterwards."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent
from core.personal import data_classes
from matchmaking.models import Introduction
from matchmaking.services.common import IN_CONTACT
from organisations.enums import MemberRole
from organisations.models import Membership
from privacy.enums import Hold
from privacy.people import Person


@dataclass(frozen=True)
class Obstacle:
    """Something the person can settle before the erasure. On the last day of the month the law gives us, the portal
    settles it itself, see `erasure`."""

    code: str
    text: str
    then: str
    url: str = ""


@dataclass(frozen=True)
class Kept:
    """What stays, why, and until when (None: it says nothing about the person any more)."""

    what: str
    ground: str
    until: date | None
    hold: Hold | None = None


def obstacles_of(person: Person) -> list[Obstacle]:
    return [*_last_admin(person), *_open_introductions(person)]


def kept_of(person: Person) -> list[Kept]:
    """Return what an erasure of `person` leaves behind, in the order in which it is explained."""
    return [*_proofs(person), *_texts(person)]


def _last_admin(person: Person) -> list[Obstacle]:
    found = []
    as_admin = Membership.objects.active().filter(contact=person.contact, role=MemberRole.ADMIN)
    for mine in as_admin.select_related("organisation"):
        others = Membership.objects.active().filter(organisation=mine.organisation).exclude(pk=mine.pk)
        if others.exists() and not others.filter(role=MemberRole.ADMIN).exists():
            name = {"organisation": mine.organisation.name}
            found.append(
                Obstacle(
                    "last_admin",
                    _("You are the only administration of %(organisation)s, where others act as well.") % name,
                    _("Give somebody else this role. Otherwise it passes to who has been there longest."),
                    reverse("organisations:people", args=[mine.organisation_id]),
                )
            )
    return found


def running_introductions(person: Person):
    mine = Q(company_contact=person.contact) | Q(provider_contact=person.contact)
    return Introduction.objects.filter(mine, state__in=IN_CONTACT)


def _open_introductions(person: Person) -> list[Obstacle]:
    return [
        Obstacle(
            "open_introduction",
            _("Introduction %(number)s is running, and the other side has your contact data.") % {"number": row.number},
            _("It may end first. Otherwise your consent is withdrawn on the last day, and the introduction ends."),
            row.get_absolute_url(),
        )
        for row in running_introductions(person)
    ]


def _proofs(person: Person) -> list[Kept]:
    consents = Consent.objects.filter(contact=person.contact)
    if not consents.exists():
        return []
    ends = consents.aggregate(given=Max("given_at"), withdrawn=Max("withdrawn_at"))
    mine = Q(company_consent__in=consents) | Q(provider_consent__in=consents)
    closed = Introduction.objects.filter(mine).aggregate(closed=Max("closed_at"))["closed"]
    last = max(moment for moment in (ends["given"], ends["withdrawn"], closed) if moment)
    found = [
        Kept(
            _("Your name and address, apart from everything else and locked, with the text and time of your consents"),
            _("We have to prove that your contact data was passed on with your consent (Art. 7 (1) GDPR)."),
            data_classes()["case"].period.end(timezone.localdate(last)),
            Hold.CONSENT_PROOF,
        )
    ]
    until = settings.GRANT_RETENTION_UNTIL
    if (
        until
        and until >= timezone.localdate()
        and Introduction.objects.filter(mine, introduced_at__isnull=False).exists()
    ):
        found.append(
            Kept(
                _("Your name and address, apart from everything else and locked, with the introductions you had"),
                _("They belong to a funded project, and the grant has to be proven."),
                until,
                Hold.GRANT,
            )
        )
    return found


def _texts(person: Person) -> list[Kept]:
    return [
        Kept(
            _("Texts of needs, offers, questions and answers of your organisation"),
            _("They belong to the organisation. Your name, address and phone number are taken out of them."),
            None,
        ),
        Kept(
            _("Which steps were taken when, and figures"),
            _("They then lead to a row without a name, and say nothing about you."),
            None,
        ),
    ]
