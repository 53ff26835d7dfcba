"""What a merge of two organisations does with each relation of this room, and with their fields."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.merging import How, merge_rule, obstacle
from organisations.enums import Aim, InvitationState, JoinState, MemberRole
from organisations.models import Organisation


@dataclass(frozen=True)
class Choice:
    """What survives together: `columns` are those a lead sees and chooses between, `derived` follow them."""

    key: str
    label: Any
    columns: tuple[str, ...]
    derived: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        return (*self.columns, *self.derived)

    def is_filled(self, organisation: Organisation) -> bool:
        return any(getattr(organisation, column) not in ("", None) for column in self.columns)

    def values(self, organisation: Organisation) -> tuple:
        return tuple(getattr(organisation, column) for column in self.columns)


CHOICES = (
    Choice("name", gettext_lazy("Name"), ("name",), ("sort_key", "name_key")),
    Choice("legal_form", gettext_lazy("Legal form"), ("legal_form",)),
    Choice("kind", gettext_lazy("Kind"), ("kind",)),
    Choice("aim", gettext_lazy("Seeks or offers"), ("wants_to_seek", "wants_to_offer")),
    Choice("about", gettext_lazy("About"), ("about", "about_en")),
    Choice("address", gettext_lazy("Address"), ("street", "postcode", "city")),
    Choice("place", gettext_lazy("Municipality or region"), ("municipality_id", "region_id")),
    Choice("website", gettext_lazy("Website"), ("website",), ("web_domain",)),
    Choice("register", gettext_lazy("Entry in the register"), ("register_court", "register_number")),
    Choice("vat_id", gettext_lazy("VAT identification number"), ("vat_id",)),
    Choice("size_class", gettext_lazy("Size"), ("size_class",)),
    Choice("founded_year", gettext_lazy("Founded"), ("founded_year",)),
    Choice("owner", gettext_lazy("Looked after by"), ("owner_id",)),
)


def _fold_membership(row, twin, actor) -> tuple[dict, dict]:
    """The person acts once, with the higher of both roles; the other row stays behind as one that has ended."""
    if not row.is_active:
        return {}, {}
    ended = {"is_active": False, "deactivated_at": timezone.now(), "deactivated_by_id": actor.pk}
    if not twin.is_active:
        again = {"is_active": True, "deactivated_at": None, "deactivated_by_id": None}
        return ended, {**again, "role": row.role}
    return ended, {"role": MemberRole.ADMIN} if MemberRole.ADMIN in (row.role, twin.role) else {}


def _fold_join_request(row, twin, actor) -> tuple[dict, dict]:
    return {"state": JoinState.WITHDRAWN, "state_changed_at": timezone.now()}, {}


def _fold_invitation(row, twin, actor) -> tuple[dict, dict]:
    return {"state": InvitationState.WITHDRAWN, "state_changed_at": timezone.now()}, {}


def register_rules() -> None:
    twin, keep = How.MOVE_UNLESS_TWIN, How.KEEP
    merge_rule(
        "organisations.Membership.organisation",
        twin,
        gettext_lazy("People"),
        twin=("contact",),
        fold=_fold_membership,
        url_name="organisations:detail",
    )
    merge_rule(
        "organisations.JoinRequest.organisation",
        twin,
        gettext_lazy("Requests to join"),
        twin=("contact",),
        among=Q(state=JoinState.OPEN),
        fold=_fold_join_request,
    )
    merge_rule(
        "organisations.Invitation.organisation",
        twin,
        gettext_lazy("Invitations"),
        twin=("email",),
        among=Q(state__in=[InvitationState.OPEN, InvitationState.EXPIRED]),
        fold=_fold_invitation,
    )
    merge_rule("organisations.Organisation_sectors.organisation", twin, gettext_lazy("Sectors"), twin=("sector",))
    merge_rule("organisations.OrganisationAlias.organisation", twin, gettext_lazy("Former names"), twin=("name",))
    # One logo per organisation: that of the surviving side counts, the other one waits for an undo.
    merge_rule("organisations.OrganisationLogo.organisation", twin, gettext_lazy("Logo"))
    merge_rule("organisations.VerificationQuestion.organisation", keep, gettext_lazy("Questions of the verification"))
    merge_rule("organisations.Organisation.merged_into", keep, gettext_lazy("Earlier merges"), is_shown=False)
    merge_rule("organisations.OrganisationMerge.winner", keep, gettext_lazy("Earlier merges"), is_shown=False)
    merge_rule("organisations.OrganisationMerge.loser", keep, gettext_lazy("Earlier merges"), is_shown=False)
    merge_rule("organisations.OrganisationPair.lower", keep, gettext_lazy("Possible duplicates"), is_shown=False)
    merge_rule("organisations.OrganisationPair.higher", keep, gettext_lazy("Possible duplicates"), is_shown=False)


@obstacle("organisations.Organisation")
def a_verified_one_survives(winner: Organisation, loser: Organisation) -> list[str]:
    """Cases of a verified organisation must not come to rest by a merge."""
    if loser.is_verified and not winner.is_verified:
        return [_("%(name)s is verified, the other one is not. Keep the verified one.") % {"name": loser.name}]
    return []


def in_words(choice: Choice, organisation: Organisation) -> str:
    """Return what `organisation` states for `choice`, as people read it."""
    if choice.key == "kind":
        return organisation.get_kind_display()
    if choice.key == "aim":
        return str(Aim(organisation.aim).label)
    if choice.key == "size_class":
        return organisation.get_size_class_display()
    if choice.key == "owner":
        return organisation.owner.get_full_name() if organisation.owner else ""
    if choice.key == "place":
        return ", ".join(str(place) for place in (organisation.municipality, organisation.region) if place)
    if choice.key == "address":
        town = f"{organisation.postcode} {organisation.city}".strip()
        return ", ".join(part for part in (organisation.street, town) if part)
    return " ".join(str(value) for value in choice.values(organisation) if value not in ("", None))
