"""Organisations and persons of the demo region."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Contact, PlatformRole, User
from core.facts import record_event
from demo.persons import PASSWORD
from demo.texts import read
from organisations.enums import Kind, MemberRole, Verification
from organisations.facts import organisation_attributes
from organisations.models import Membership, Organisation
from regions.models import Municipality, Region
from startups.models import ProviderProfile, Reference
from taxonomy.models import Sector

# e-mail, first name, last name, role, scope (slug of a region or name of a municipality)
STAFF = (
    ("lead@example.org", "Jana", "Wortmann", Role.PROJECT_LEAD, None),
    ("lead2@example.org", "Malte", "Brandhove", Role.PROJECT_LEAD, None),
    ("far-lead@example.org", "Svenja", "Kortmann", Role.REGION_LEAD, "dortmund"),
    ("editor@example.org", "Edith", "Sommerkamp", Role.EDITOR, None),
    ("partner@example.org", "Paul", "Rehkemper", Role.MUNICIPAL_PARTNER, "Lippstadt"),
)

FIRST_DAYS_AGO, DAYS_BETWEEN = 700, 4  # organisations came one after the other


@dataclass
class Cast:
    """Everybody who acts in the stories. `members` maps the key of an organisation to its accounts."""

    lead: User
    lead2: User
    far_lead: User
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[str, list[User]] = field(default_factory=dict)

    def lead_for(self, region: Region, turn: int) -> User:
        """Return who moderates a need of `region`; the two project leads take turns."""
        if region.slug == "dortmund":
            return self.far_lead
        return (self.lead, self.lead2)[turn % 2]


def create_cast() -> Cast:
    """Create staff, organisations, members and accounts from the data files."""
    password = make_password(PASSWORD)
    staff = {
        email: _create_staff(email, given, family, role, scope, password) for email, given, family, role, scope in STAFF
    }
    sign_in_account("operator@example.org", password, is_staff=True, is_superuser=True)
    cast = Cast(
        lead=staff["lead@example.org"], lead2=staff["lead2@example.org"], far_lead=staff["far-lead@example.org"]
    )
    places = _Places()
    for row in read("companies.toml", "company"):
        _create_organisation(row, Kind.COMPANY, cast, places, password)
    for row in read("providers.toml", "provider"):
        organisation = _create_organisation(row, row["kind"], cast, places, password)
        _create_provider(row, organisation, places)
    return cast


class _Places:
    """Reference rows by their keys, read once."""

    def __init__(self):
        self.municipalities = {row.ags: row for row in Municipality.objects.select_related("region")}
        self.regions = {row.slug: row for row in Region.objects.all()}
        self.sectors = {row.code: row for row in Sector.objects.filter(scheme="wz2008")}


def _create_staff(email, given_name, family_name, role, scope, password) -> User:
    user = sign_in_account(email, password)
    Contact.objects.create(
        user=user, given_name=given_name, family_name=family_name, email=email, phone="0221 4710 001"
    )
    PlatformRole.objects.create(
        user=user,
        role=role,
        region=Region.objects.get(slug=scope) if role == Role.REGION_LEAD else None,
        municipality=Municipality.objects.get(name=scope) if role == Role.MUNICIPAL_PARTNER else None,
    )
    return user


def sign_in_account(email: str, password: str, **fields) -> User:
    """Create an account with the public demo password and a confirmed address."""
    user = User.objects.create(email=email, password=password, **fields)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def _create_organisation(row: dict, kind: str, cast: Cast, places: _Places, password: str) -> Organisation:
    municipality = places.municipalities.get(row.get("ags"))
    organisation = Organisation.objects.create(
        name=row["name"],
        legal_form=row["legal_form"],
        kind=kind,
        about=row["about"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        municipality=municipality,
        region=municipality.region if municipality else places.regions[row["region"]],
        website=row["website"],
        size_class=row["size_class"],
        founded_year=row["founded"],
        verification=Verification.VERIFIED,
        verified_at=timezone.now(),
        verified_by=cast.lead,
    )
    if "sector" in row:
        organisation.sectors.add(places.sectors[row["sector"]])
    prefetch_related_objects([organisation], "sectors")  # facts about every case of it read them
    record_event(
        "organisation_verified",
        attributes=organisation_attributes(organisation),
        organisation_id=organisation.pk,
        at=timezone.now() - timedelta(days=FIRST_DAYS_AGO - DAYS_BETWEEN * len(cast.organisations)),
    )
    cast.organisations[row["key"]] = organisation
    cast.members[row["key"]] = [
        _create_member(organisation, person, password, signs_in="signin" in row) for person in row["person"]
    ]
    return organisation


def _create_member(organisation: Organisation, person: dict, password: str, *, signs_in: bool) -> User:
    if signs_in and person["email"].endswith("@example.org"):
        user = sign_in_account(person["email"], password)
    else:
        user = User.objects.create(email=person["email"], password="!")  # an account nobody signs in to
    contact = Contact.objects.create(
        user=user,
        given_name=person["given_name"],
        family_name=person["family_name"],
        email=person["email"],
        phone=person["phone"],
    )
    Membership.objects.create(
        organisation=organisation,
        contact=contact,
        title=person["role_title"],
        role=MemberRole.ADMIN if person["admin"] else MemberRole.MEMBER,
    )
    return user


def _create_provider(row: dict, organisation: Organisation, places: _Places) -> None:
    ProviderProfile.objects.create(
        organisation=organisation,
        capacity=row["capacity"],
        speaks_german="de" in row["languages"],
        speaks_english="en" in row["languages"],
    )
    Reference.objects.bulk_create(
        Reference(
            organisation=organisation,
            title=reference["title"],
            text=reference["text"],
            sector=places.sectors[reference["sector"]],
            year=reference["year"],
        )
        for reference in row.get("reference", ())
    )
