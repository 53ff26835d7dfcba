"""The texts people consent to. A new wording is a new version; old versions stay readable."""

from accounts.enums import ConsentPurpose
from accounts.models import ConsentText, text_digest
from core.reference import Tally, sync_rows

CONTACT_RELEASE_DE = (
    "Ich stimme zu, dass das Digitale Zentrum Mittelstand meinen Namen, meine E-Mail-Adresse, meine Telefonnummer "
    "und den Namen meiner Organisation an die andere Seite dieser einen Vermittlung weitergibt, sobald auch sie "
    "zugestimmt hat. Meine Einwilligung gilt nur für diese Vermittlung. Ich kann sie jederzeit im Portal "
    "widerrufen; meine Daten werden der anderen Seite dann nicht mehr angezeigt."
)
CONTACT_RELEASE_EN = (
    "I agree that the Digitales Zentrum Mittelstand passes on my name, my e-mail address, my phone number and the "
    "name of my organisation to the other side of this one introduction as soon as that side has agreed too. My "
    "consent covers this introduction only. I can withdraw it in the portal at any time; my data is then no longer "
    "shown to the other side."
)


def load() -> dict[str, Tally]:
    """Store the current wordings and return the tally; a stored version is never overwritten."""
    rows = [
        {
            "purpose": ConsentPurpose.CONTACT_RELEASE,
            "version": 1,
            "text_de": CONTACT_RELEASE_DE,
            "text_en": CONTACT_RELEASE_EN,
            "sha256": text_digest(CONTACT_RELEASE_DE, CONTACT_RELEASE_EN),
        }
    ]
    return {"consent texts": sync_rows(ConsentText, ("purpose", "version"), rows, overwrite=False)}
