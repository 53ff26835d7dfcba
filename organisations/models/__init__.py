from organisations.models.duplicates import OrganisationAlias, OrganisationMerge, OrganisationPair
from organisations.models.organisations import (
    Organisation,
    OrganisationLogo,
    OrganisationQuerySet,
    VerificationQuestion,
)
from organisations.models.people import Invitation, InvitationQuerySet, JoinRequest, Membership, MembershipQuerySet

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
