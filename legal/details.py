"""What the law wants to be named, from the settings; and what is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legal.statement import Statement, load_statement


@dataclass(frozen=True)
class Detail:
    """One thing to be named. `key` in `settings.OPERATOR`, `variable` in the environment, `norm` that asks for it."""

    key: str
    label: Any
    norm: str
    is_needed: bool = True

    @property
    def variable(self) -> str:
        return f"OPERATOR_{self.key.upper()}"

    @property
    def value(self) -> str:
        return settings.OPERATOR.get(self.key, "")

    @property
    def is_missing(self) -> bool:
        return self.is_needed and not self.value


DDG, MSTV, DSA, BITV, GDPR = "§ 5 DDG", "§ 18 MStV", "Art. 11, 12 DSA", "§ 10b BGG NRW, § 4 BITVNRW", "Art. 13 DSGVO"
DETAILS = (
    Detail("name", _("Operator"), DDG),
    Detail("legal_form", _("Legal form"), DDG),
    Detail("address", _("Address"), DDG),
    Detail("represented_by", _("Represented by"), DDG),
    Detail("email", _("E-mail"), DDG),
    Detail("phone", _("Phone"), DDG),
    Detail("register", _("Register and number"), DDG),
    Detail("vat_id", _("VAT identification number"), DDG, is_needed=False),  # named where there is one
    Detail("supervisor", _("Supervisory authority"), DDG, is_needed=False),
    Detail("content_responsible", _("Responsible for the content (section 18 (2) MStV)"), MSTV),
    Detail("dsa_contact", _("Contact point of the Digital Services Act"), DSA),
    Detail("accessibility_contact", _("Responsible for accessibility"), BITV),
    Detail("ombuds_email", _("Address of the Ombudsstelle"), BITV),
    Detail("monitoring_email", _("Address of the Überwachungsstelle"), BITV),
    Detail("data_protection_officer", _("Data protection officer"), GDPR),
)


def missing_details() -> list[Detail]:
    return [detail for detail in DETAILS if detail.is_missing]


def statement_due(today: date) -> Statement | None:
    """Return the accessibility statement when it is to be checked again, else None."""
    statement = load_statement()
    return statement if statement.is_due(today) else None
