"""The proof of a grant is about money, numbers and work. Of people it holds who did the work, and who was paid."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    keep,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
    secret,
)

GRANT_PROOF = DataClass(
    "grant_proof",
    _("Proof of grants: activities, vouchers, packs"),
    _("end of the project"),
    _("stays until nobody may ask for the proof of the grant any more; the notice of the grant says how long"),
    None,
    _("Names of staff are not in packs and go with the account."),
)
FUNDING = Purpose(
    "funding",
    _("Proof of grants"),
    _("So that the hub can prove to the funder what a grant was spent on and what has come of it."),
    _("The hub keeps this for the proof of the grant."),
    LegalBasis.LEGAL_DUTY,
    _("Staff of the hub, people who were paid from a grant"),
    _("Day, kind and duration of work; number, day, amount and payee of vouchers"),
    _("Project leads, the funder and who audits for it"),
    "grant_proof",
    order=60,
)
MUST_BE_PROVEN = _("Vouchers of a grant must be kept until the proof need no longer be shown.")
FROZEN = _("The proof that was sent to the funder must be kept as it was.")
TEXTS = {
    "ProjectIndicator": ("title", "note", "deviation"),
    "Milestone": ("title", "reason"),
    "Activity": ("title",),
    "CostPosition": ("title",),
    "PublicityItem": ("title", "link"),
    "Cooperation": ("partner", "note"),
    "SupportLetter": ("organisation",),
    "Narrative": ("text",),
}


def register() -> None:
    register_data_class(GRANT_PROOF)
    register_purpose(FUNDING)
    for model, names in TEXTS.items():
        personal(f"projects.{model}", "funding", fields=dict.fromkeys(names, SCRUB))
    personal(
        "projects.Voucher",
        "funding",
        fields={"payee": keep(MUST_BE_PROVEN), "number": keep(MUST_BE_PROVEN), "note": SCRUB},
    )
    not_personal("projects.Narrative", "heading")
    acted("projects.Activity", staff="day")
    personal("projects.FunderPack", "funding", fields={"content": secret(keep(FROZEN))})
    not_personal("projects.FunderPack", "sha256")
    acted("projects.FunderPack", made_by="made_at")
    personal("projects.PackFile", "funding", fields={"content": secret(keep(FROZEN))})
    not_personal("projects.PackFile", "sha256")
    acted("projects.PackPerson", user="")
