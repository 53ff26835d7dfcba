"""What organisations hold about people: who acts for them, who asked to, who was invited."""

from django.utils.translation import gettext_lazy as _

from core.personal import CLEAR, PLACEHOLDER, SCRUB, acted, keep, not_personal, personal, secret

OF_THE_FIRM = _("It belongs to the organisation, which can change it itself.")


def register() -> None:
    _register_organisations()
    _register_logo()
    _register_people()
    _register_duplicates()


def _register_organisations() -> None:
    firm = ("name", "street", "postcode", "city", "website", "register_court", "register_number", "vat_id")
    keys = ("sort_key", "name_key", "web_domain")
    personal(
        "organisations.Organisation",
        "organisation",
        subject="memberships__contact",
        fields={
            **dict.fromkeys(firm, keep(OF_THE_FIRM)),
            **dict.fromkeys(keys, secret(keep(OF_THE_FIRM))),
            "about": secret(SCRUB),
            "about_en": secret(SCRUB),
            "decision_note": secret(SCRUB),
        },
    )
    not_personal("organisations.Organisation", "legal_form", "form_key")
    acted("organisations.Organisation", created_by="created_at", verified_by="verified_at", owner="")
    personal(
        "organisations.VerificationQuestion",
        "verification",
        subject="answered_by",
        fields={"text": SCRUB, "answer": SCRUB},
        also=("organisation", "asked_at", "answered_at"),
    )
    acted("organisations.VerificationQuestion", asked_by="asked_at")


def _register_logo() -> None:
    stored = secret(keep(OF_THE_FIRM))
    personal(
        "organisations.OrganisationLogo",
        "organisation",
        fields={"small": stored, "large": stored, "alt": keep(OF_THE_FIRM)},
    )
    acted("organisations.OrganisationLogo", uploaded_by="uploaded_at")


def _register_people() -> None:
    personal(
        "organisations.Membership",
        "organisation",
        subject="contact",
        fields={"title": CLEAR, "mail_domain": secret(CLEAR)},
        also=("organisation", "role", "is_active", "joined_at", "deactivated_at"),
    )
    acted("organisations.Membership", deactivated_by="deactivated_at")
    personal(
        "organisations.JoinRequest",
        "verification",
        subject="contact",
        fields={"message": CLEAR, "decision_note": SCRUB},
        also=("organisation", "state", "created_at", "decided_at"),
    )
    acted("organisations.JoinRequest", decided_by="decided_at")
    personal(
        "organisations.Invitation",
        "verification",
        subject="accepted_by",
        addresses=("email",),
        fields={"email": PLACEHOLDER, "token_hash": secret(PLACEHOLDER)},
        also=("organisation", "role", "state", "created_at", "expires_at", "accepted_at"),
    )
    acted("organisations.Invitation", invited_by="created_at")


def _register_duplicates() -> None:
    personal(
        "organisations.OrganisationAlias",
        "organisation",
        fields={"name": keep(OF_THE_FIRM), "name_key": secret(keep(OF_THE_FIRM))},
    )
    not_personal("organisations.OrganisationPair", "reasons")
    acted("organisations.OrganisationPair", dismissed_by="dismissed_at")
    personal("organisations.OrganisationMerge", "organisation", fields={"changes": secret(SCRUB)})
    not_personal("organisations.OrganisationMerge", "created", "had_admin")  # ids
    acted("organisations.OrganisationMerge", merged_by="merged_at", undone_by="undone_at")
