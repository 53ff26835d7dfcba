"""What content a report is about: linked by kind and number, never by anything personal."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Contact
from companies.models import Need
from landscape.models import CODE_LENGTH, Entry
from legal.enums import SubjectKind
from legal.models import Ticket
from matchmaking.faces import COMPANY, side_of
from matchmaking.models import Introduction
from organisations.models import Organisation
from organisations.selectors import admins_of
from startups.models import Offer

MODELS: dict[str, type[models.Model]] = {
    SubjectKind.OFFER: Offer,
    SubjectKind.NEED: Need,
    SubjectKind.ORGANISATION: Organisation,
}


@dataclass(frozen=True)
class Subject:
    """The content, and how the person who reports it may know it."""

    kind: str
    pk: int
    shown_as: str


def subject_for(user, about: str) -> Subject | None:
    """Return what `about` ("offer-12", "introduction-5") names, if `user` may see it. A side of an introduction
    reports the other side's text, and reads only the number of the introduction."""
    kind, _dash, number = about.partition("-")
    if kind == "entry":
        return _listed(number)
    if not (user.is_authenticated and number.isdecimal() and len(number) < 19):
        return None
    if kind == "introduction":
        return _other_side(user, int(number))
    model = MODELS.get(kind)
    found = model.objects.visible_to(user).filter(pk=number).first() if model else None
    return Subject(kind, found.pk, f"{SubjectKind(kind).label}: {found}") if found else None


def _listed(code: str) -> Subject | None:
    """Whatever is shown in the landscape may be reported by anybody."""
    known = Entry.objects.listed().select_related("organisation")
    entry = known.filter(code=code).first() if code.isalnum() and len(code) == CODE_LENGTH else None
    if entry is None:
        return None
    kind, organisation = SubjectKind.ORGANISATION, entry.organisation
    return Subject(kind, organisation.pk, f"{kind.label}: {organisation}")


def _other_side(user, pk: int) -> Subject | None:
    introduction = Introduction.objects.visible_to(user).filter(pk=pk).select_related("need", "offer").first()
    side = side_of(user, introduction) if introduction else ""
    if not side:
        return None
    shown_as = _("Summary in introduction %(number)s") % {"number": introduction.number}
    if side == COMPANY:
        return Subject(SubjectKind.OFFER, introduction.offer_id, shown_as)
    return Subject(SubjectKind.NEED, introduction.need_id, shown_as)


def content_of(ticket: Ticket) -> Any:
    """Return the offer, need or organisation that was reported, None where the report names none."""
    model = MODELS.get(ticket.subject_kind)
    return model._base_manager.filter(pk=ticket.subject_id).first() if model else None


def organisation_of(content: Any) -> Organisation | None:
    return content if isinstance(content, Organisation) else getattr(content, "organisation", None)


def providers_of(content: Any) -> list[Contact]:
    """Return who is told about a decision against `content`."""
    if content is None:
        return []
    return admins_of(content) if isinstance(content, Organisation) else [content.contact]
