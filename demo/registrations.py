"""Who has just arrived: organisations to be verified, a request to join, an invitation."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Contact, User
from demo.clock import travel_to
from demo.people import Cast, sign_in_account
from demo.texts import read
from mail.services import silenced
from organisations.enums import MemberRole
from organisations.forms import OrganisationForm
from organisations.services import invitations, joining, registration, verification
from regions.models import Municipality


def tell_arrivals(cast: Cast, password: str) -> None:
    """Let people of the data file register, ask and be invited, through the same services as in the portal. Their
    letters are history."""
    with silenced():
        _tell(cast, password)


def _tell(cast: Cast, password: str) -> None:
    for row in read("registrations.toml", "registration"):
        _register(row, cast, password)
    for row in read("registrations.toml", "joining"):
        person = _person(row, password)
        with travel_to(_moment(row)):
            joining.ask_to_join(cast.organisations[row["organisation"]], actor=person, message=row["message"])
    for row in read("registrations.toml", "invitation"):
        with travel_to(_moment(row)):
            invitations.invite(
                cast.organisations[row["organisation"]],
                email=row["email"],
                role=MemberRole.MEMBER,
                language="de",
                actor=cast.members[row["organisation"]][0],
            )


def _moment(row: dict):
    return timezone.now() - timedelta(days=row["days_ago"], minutes=40)


def _person(row: dict, password: str) -> User:
    user = sign_in_account(row["email"], password)
    names = {name: row[name] for name in ("given_name", "family_name", "email", "phone")}
    Contact.objects.create(user=user, **names)
    return user


def _register(row: dict, cast: Cast, password: str) -> None:
    person = _person(row, password)
    municipality = Municipality.objects.get(name=row["municipality"])
    form = OrganisationForm({**row, "place": f"m-{municipality.pk}"})
    if not form.is_valid():
        raise RuntimeError(f"{row['name']}: {form.errors.as_text()}")
    with travel_to(_moment(row)):
        organisation = registration.register_organisation(form, actor=person)
    if "question" in row:
        with travel_to(_moment(row) + timedelta(hours=20)):
            verification.ask_organisation(organisation, actor=cast.lead, text=row["question"])
