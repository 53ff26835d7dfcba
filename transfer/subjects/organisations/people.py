"""The contact persons of a list of organisations."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import Contact
from core.merging import Journal
from core.models import LogEntry
from organisations.domains import own_domain
from organisations.enums import MemberRole
from organisations.models import Membership, Organisation
from transfer.models import ImportJob
from transfer.subjects.base import LOG_SOURCE, Plan
from transfer.subjects.organisations.words import TITLES, split_name


@dataclass
class Person:
    """The contact person of a row, and who that is in the portal already."""

    given_name: str
    family_name: str
    email: str
    phone: str
    title: str
    contact: Contact | None = None
    membership: Membership | None = None


class People:
    """The persons of one import."""

    def __init__(self, job: ImportJob):
        self._job = job
        self._seen: set[tuple] = set()  # a firm with several lines has each person once
        self._contacts: dict[str, Contact] = {}
        self._members: dict[tuple[int, int], Membership] = {}

    def load(self, plans: list[Plan], organisations) -> None:
        """Fetch who is known of the persons in these rows, and for which of the organisations they act."""
        addresses = {plan.cells.get("contact_email", "").lower() for plan in plans} - {""}
        self._contacts: dict[str, Contact] = {}
        self._members: dict[tuple[int, int], Membership] = {}
        if not addresses:
            return
        same = Contact.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        for contact in same.order_by("-pk"):  # the oldest one counts
            self._contacts[contact.address] = contact
        memberships = Membership.objects.filter(organisation__in=organisations, contact__in=self._contacts.values())
        self._members = {(row.organisation_id, row.contact_id): row for row in memberships}

    def read(self, plan: Plan, target: Organisation | None, identity: tuple | None) -> Person | None:
        """Return the person of a row and what is to be done; None where nothing is, or the plan says why not."""
        cells = plan.cells
        given, family = cells.get("contact_given_name", ""), cells.get("contact_family_name", "")
        if not family and (name := TITLES.sub("", cells.get("contact_name", "")).strip()):
            given, family = split_name(name)
        email = cells.get("contact_email", "").lower()
        if not family:
            return None
        if not email:
            plan.messages.append(_("The contact person is left out: there is no e-mail address."))
            return None
        if (identity, email) in self._seen:
            return None
        self._seen.add((identity, email))
        person = Person(given, family, email, cells.get("contact_phone", ""), cells.get("contact_title", ""))
        return self._known(plan, person, target)

    def _known(self, plan: Plan, person: Person, target: Organisation | None) -> Person | None:
        """Return what is to be done for the person; None where nothing is, or it must not."""
        problems = _problems_of(person)
        if problems:
            plan.messages += [_("The contact person is left out: %(problem)s") % {"problem": each} for each in problems]
            return None
        person.contact = self._contacts.get(person.email)
        if person.contact is not None and target is not None:
            person.membership = self._members.get((target.pk, person.contact.pk))
        if person.membership is not None:
            return person if self._changes_of(person) else None
        if person.contact is not None and person.contact.user_id:
            plan.messages.append(
                _("The contact person has an account and is left out. Invite this person on the organisation’s page.")
            )
            return None
        return person

    def _changes_of(self, person: Person) -> dict[str, str]:
        """Return what a list of addresses may correct of a person without account."""
        if person.contact.user_id:
            return {}
        wanted = {"given_name": person.given_name, "family_name": person.family_name, "phone": person.phone}
        return {name: text for name, text in wanted.items() if text and text != getattr(person.contact, name)}

    def write(self, plans: list[Plan], journal: Journal) -> list:
        """Create and correct the persons of these rows; return what was created."""
        people = [(plan, plan.extra) for plan in plans if isinstance(plan.extra, Person)]
        new: dict[str, Contact] = {}
        for _plan, person in people:
            if person.contact is None:
                person.contact = new.setdefault(person.email, _contact(person))
        created: list = Contact.objects.bulk_create(list(new.values()))
        memberships: dict[tuple[int, int], Membership] = {}
        for plan, person in people:
            if person.membership is None:
                key = plan.object_id, person.contact.pk
                memberships.setdefault(key, _membership(plan.instance, person))
            else:
                self._correct(person, journal)
        created += Membership.objects.bulk_create(list(memberships.values()))
        LogEntry.objects.bulk_create(
            LogEntry(
                subject_type=Contact._meta.label_lower,
                subject_id=contact.pk,
                verb="import",
                actor=self._job.requested_by,
                on_behalf_source=LOG_SOURCE,
                details={"job": self._job.pk},
            )
            for contact in new.values()
        )
        return created

    def _correct(self, person: Person, journal: Journal) -> None:
        changes = self._changes_of(person)
        if changes:
            journal.note(person.contact, {name: getattr(person.contact, name) for name in changes}, changes)
            Contact.objects.filter(pk=person.contact.pk).update(**changes)
            for name, value in changes.items():
                setattr(person.contact, name, value)


def _problems_of(person: Person) -> list[str]:
    draft = _contact(person)
    return [message for messages in _errors(draft).values() for message in messages]


def _errors(contact: Contact) -> dict[str, list[str]]:
    try:
        contact.clean_fields(exclude=["given_name"] if not contact.given_name else None)
    except ValidationError as error:
        return error.message_dict
    return {}


def _contact(person: Person) -> Contact:
    return Contact(
        given_name=person.given_name, family_name=person.family_name, email=person.email, phone=person.phone[:40]
    )


def _membership(organisation: Organisation, person: Person) -> Membership:
    return Membership(
        organisation=organisation,
        contact=person.contact,
        role=MemberRole.MEMBER,
        title=person.title[:80],
        mail_domain=own_domain(person.email),
    )
