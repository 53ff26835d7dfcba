from organisations.models.duplicates import OrganisationAlias, OrganisationMerge, OrganisationPair
from organisations.models.organisations import (
    Invitation,
    InvitationQuerySet,
    JoinRequest,
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationLogo,
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
    "OrganisationLogo",
    "OrganisationMerge",
    "OrganisationPair",
    "OrganisationQuerySet",
    "VerificationQuestion",
]
