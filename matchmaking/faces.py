"""The faces of an introduction: which of them a person sees, and what may stand on it.

Before both sides have agreed, a side reads about the other only what is gathered here: the frozen anonymous
summary, the kind of organisation, its region and what both have in common. Names, places, titles and texts of the
other side never pass through this module.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Contact
from companies.models import NeedAttachment
from core.models import CheckedText
from matchmaking.enums import DeclineReason, IntroductionState, Side
from matchmaking.models import Introduction, IntroductionQuestion
from matchmaking.permissions import can_moderate_introduction, is_company_side, is_provider_side
from matchmaking.workflow import ASKED
from organisations.enums import Kind
from organisations.models import Organisation, OrganisationLogo

LEAD, COMPANY, PROVIDER, REGION = "lead", Side.COMPANY.value, Side.PROVIDER.value, "region"
ASKED_SIDE = {IntroductionState.AWAITING_COMPANY: COMPANY, IntroductionState.AWAITING_PROVIDER: PROVIDER}

# The reasons each side may choose from; what only the other side can mean is left out.
DECLINE_REASONS = {
    COMPANY: [
        DeclineReason.WRONG_FIT,
        DeclineReason.PRICE_RANGE,
        DeclineReason.TIMING,
        DeclineReason.NO_NEED,
        DeclineReason.PREFER_LOCAL,
        DeclineReason.PREFER_OTHER,
        DeclineReason.KNOWN,
        DeclineReason.CONFLICT,
        DeclineReason.OTHER,
    ],
    PROVIDER: [
        DeclineReason.NO_CAPACITY,
        DeclineReason.WRONG_FIT,
        DeclineReason.PRICE_RANGE,
        DeclineReason.TIMING,
        DeclineReason.KNOWN,
        DeclineReason.CONFLICT,
        DeclineReason.OTHER,
    ],
}

_KINDS = {
    Kind.COMPANY: gettext_lazy("A company"),
    Kind.STARTUP: gettext_lazy("A startup"),
    Kind.IT_PROVIDER: gettext_lazy("An IT provider"),
    Kind.UNIVERSITY: gettext_lazy("A university group"),
    Kind.MUNICIPALITY: gettext_lazy("A town or municipality"),
    Kind.PARTNER: gettext_lazy("A partner organisation"),
    Kind.MULTIPLIER: gettext_lazy("A network"),
}


def faces_of(user, introduction: Introduction) -> list[str]:
    """Return the faces `user` may look at, the one that matters most first: the side that is being asked, then
    the one who moderates. The lead of a party's region who does not moderate gets a face of its own."""
    faces = []
    if can_moderate_introduction(user, introduction):
        faces.append(LEAD)
    if is_company_side(user, introduction):
        faces.append(COMPANY)
    if is_provider_side(user, introduction):
        faces.append(PROVIDER)
    asked = ASKED_SIDE.get(introduction.state)
    return sorted(faces, key=lambda face: face != asked) or [REGION]


@dataclass(frozen=True)
class OtherSide:
    """What one side reads about the other while names are hidden."""

    who: str  # kind and region, nothing else: "An IT provider, Kreis Soest"
    region: Any
    summary: CheckedText | None
    common_topics: list
    remarks: list[str]
    size: str = ""


def provider_for_company(introduction: Introduction, summary: CheckedText | None = None) -> OtherSide:
    """What the company reads; `summary` shows a lead beforehand what will be frozen."""
    organisation = introduction.offer.organisation
    return OtherSide(
        who=_who(organisation),
        region=organisation.region,
        summary=summary or introduction.offer_teaser,
        common_topics=_common_topics(introduction),
        remarks=_remarks_on_provider(introduction),
    )


def company_for_provider(introduction: Introduction) -> OtherSide:
    """The sector is told only where the lead wrote it into the summary."""
    organisation = introduction.need.organisation
    return OtherSide(
        who=_who(organisation),
        region=introduction.need.region,
        summary=introduction.need_teaser,
        common_topics=_common_topics(introduction),
        remarks=[],
        size=organisation.get_size_class_display() if organisation.size_class else "",
    )


def other_side(introduction: Introduction, side: str) -> OtherSide:
    """Return what `side` reads about the other one."""
    return provider_for_company(introduction) if side == COMPANY else company_for_provider(introduction)


def _who(organisation: Organisation) -> str:
    return str(_KINDS[organisation.kind])


def _common_topics(introduction: Introduction) -> list:
    asked = set(introduction.need.topics.all())
    return [topic for topic in introduction.offer.topics.all() if topic in asked]


def _remarks_on_provider(introduction: Introduction) -> list[str]:
    """What the company should know before it agrees, in general words."""
    offer, remarks = introduction.offer, []
    if offer.price_from_eur is None:
        remarks.append(_("The provider has not named a price yet."))
    if offer.organisation.region_id != introduction.need.region_id:
        remarks.append(_("The provider is based outside your region."))
    if offer.language != introduction.need.language:
        remarks.append(
            _("The offer is written in English.") if offer.language == "en" else _("The offer is written in German.")
        )
    return remarks


@dataclass(frozen=True)
class Party:
    """Organisation and contact person of a side, once the reader may know them."""

    organisation: Organisation
    contact: Contact | None
    files: Iterable[NeedAttachment]  # what the company has released for the provider; read where it is shown

    @property
    def logo(self) -> OrganisationLogo | None:
        return getattr(self.organisation, "logo", None)


def other_party(introduction: Introduction, side: str) -> Party | None:
    """Return whom `side` may now call: the other side, while both consents are valid; otherwise None."""
    if not introduction.contact_data_released:
        return None
    if side == COMPANY:
        return Party(introduction.offer.organisation, introduction.provider_contact, [])
    return Party(introduction.need.organisation, introduction.company_contact, introduction.need.attachments.shared())


def side_of(user, introduction: Introduction) -> str:
    """Return the side `user` stands on, the company's where both are theirs; "" for everybody else."""
    if is_company_side(user, introduction):
        return COMPANY
    return PROVIDER if is_provider_side(user, introduction) else ""


def questions_of(introduction: Introduction, side: str) -> list[IntroductionQuestion]:
    """Return what `side` asked the hub; the other side's questions are none of its business."""
    return [question for question in introduction.questions.all() if question.side == side]


def own_consent(introduction: Introduction, side: str):
    return introduction.company_consent if side == COMPANY else introduction.provider_consent


def can_answer(introduction: Introduction, side: str) -> bool:
    return ASKED_SIDE.get(introduction.state) == side


def can_withdraw(introduction: Introduction, side: str) -> bool:
    """Whether `side` has a consent that it can take back in the present state."""
    consent = own_consent(introduction, side)
    takes_back = introduction.workflow["withdraw_consent"].sources
    return introduction.state in takes_back and consent is not None and consent.is_valid


_UNDER_WAY_WORDS = {
    "introduced": (gettext_lazy("You are in contact"), "run"),
    "first_meeting": (gettext_lazy("First meeting held"), "run"),
    "pilot": (gettext_lazy("Pilot project"), "run"),
    "follow_up": (gettext_lazy("Follow-up"), "run"),
    "success": (gettext_lazy("Successful"), "done"),
    "no_success": (gettext_lazy("Ended without a result"), "end"),
}


def state_words(introduction: Introduction, side: str) -> tuple[Any, str]:
    """Return label and tone of the state as `side` may know it.

    A side hears its own answer; how the other one decided is not told apart from other ends.
    """
    state = introduction.state
    if state in _UNDER_WAY_WORDS:
        return _UNDER_WAY_WORDS[state]
    if state in ASKED.split():
        if ASKED_SIDE[state] == side:
            return _("Your decision is needed"), "act"
        return _("You said yes, the other side is being asked"), "run"
    if state == f"declined_{side}":
        return _("You said no"), "end"
    if state == IntroductionState.WITHDRAWN and introduction.withdrawn_by_side == side:
        return _("You have withdrawn your consent"), "end"
    if state == IntroductionState.LAPSED and lapsed_side(introduction) == side:
        return _("The time for your answer has passed"), "end"
    if introduction.introduced_at:
        return _("The contact has ended"), "end"
    return _("Did not come about"), "end"


def lapsed_side(introduction: Introduction) -> str:
    """Return which side let the time pass: the one that was asked last."""
    return PROVIDER if introduction.provider_asked_at else COMPANY
