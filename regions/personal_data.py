"""Places and agreements are public facts about bodies, not about people."""

from core.personal import not_personal


def register() -> None:
    not_personal("regions.Region", "slug", "name", "ags", "seat")
    not_personal("regions.Municipality", "ags", "ars", "name", "sort_key")
    not_personal("regions.MunicipalityAlias", "name")
    not_personal("regions.Postcode", "code")
    agreement = ("slug", "title", "party_a", "party_b", "place", "aim_de", "aim_en", "source")
    not_personal("regions.CooperationAgreement", *agreement)
    not_personal("regions.FundedProject", "slug", "name", "funder", "programme", "applicant", "note", "source")
