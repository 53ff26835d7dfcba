from organisations.models.duplicates import OrganisationAlias, OrganisationMerge, OrganisationPair
from organisations.models.organisations import (
    Invitation,
    InvitationQuerySet,
    JoinRequest,
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationQuerySet,
    VerificationQuestion,
)

__all__ = [
    "Invitation",
    "InvitationQuerySet",
    "JoinRequest",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationAlias",
    "OrganisationMerge",
    "OrganisationPair",
    "OrganisationQuerySet",
    "VerificationQuestion",
]
