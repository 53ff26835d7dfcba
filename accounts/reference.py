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
NEED_ON_BEHALF_DE = (
    "Ich bin einverstanden, dass das Digitale Zentrum Mittelstand den geschilderten Bedarf für meine Organisation "
    "aufnimmt, ihn mit meinem Namen und meinen Kontaktdaten speichert und damit nach passenden Anbietern sucht. "
    "Anbieter lesen zuerst nur eine Zusammenfassung ohne Namen. Mein Name wird erst weitergegeben, wenn ich dem im "
    "Einzelfall zugestimmt habe. Ich kann diese Einwilligung jederzeit widerrufen; der Bedarf wird dann zurückgezogen."
)
NEED_ON_BEHALF_EN = (
    "I agree that the Digitales Zentrum Mittelstand registers the need we spoke about for my organisation, stores it "
    "with my name and my contact data, and looks for fitting providers with it. Providers first read a summary "
    "without names only. My name is passed on only when I have agreed to it in each case. I can withdraw this consent "
    "at any time; the need is then withdrawn."
)
BOARD_DE = (
    "Ich bin einverstanden, dass das Digitale Zentrum Mittelstand die geprüfte Zusammenfassung dieses Bedarfs ohne "
    "Namen im Internet veröffentlicht: Überschrift und Text, Themen, gesuchte Hilfe, Zeitrahmen, dazu Region, Branche "
    "und Größenklasse, soweit sie auf keinen einzelnen Betrieb hinweisen. Ich habe verstanden, dass öffentliche Texte "
    "kopiert werden können. Anbieter erfahren nicht, wer wir sind, bevor wir im Einzelfall zugestimmt haben. Ich kann "
    "diese Einwilligung jederzeit widerrufen; der Aushang verschwindet dann sofort."
)
BOARD_EN = (
    "I agree that the Digitales Zentrum Mittelstand publishes the checked summary of this need without names on the "
    "internet: heading and text, topics, kind of help, time frame, and region, trade and size as far as they point to "
    "no single company. I have understood that public texts can be copied. Providers do not learn who we are before we "
    "have agreed in each case. I can withdraw this consent at any time; the posting then disappears at once."
)
NEWSLETTER_DE = (
    "Ich möchte den Newsletter des Digitalen Zentrums Mittelstand per E-Mail erhalten: Veranstaltungen, neue Angebote "
    "und Fragen nach Bedarfen und Interessen, ausgewählt nach meinen Wünschen. Gezählt wird nur, wie viele Mails "
    "zugestellt wurden und welche Fragen beantwortet werden, nicht, was ich lese. Ich kann den Newsletter jederzeit "
    "abbestellen, mit dem Link in jeder Mail oder dem Knopf meines Mailprogramms."
)
NEWSLETTER_EN = (
    "I want to receive the newsletter of the Digitales Zentrum Mittelstand by e-mail: events, new offers and questions "
    "about needs and interests, chosen by my wishes. Only how many mails are delivered and which questions are "
    "answered is counted, not what I read. I can unsubscribe at any time, by the link in each mail or the button of my "
    "mail program."
)
WORDINGS = [
    (ConsentPurpose.CONTACT_RELEASE, 1, CONTACT_RELEASE_DE, CONTACT_RELEASE_EN),
    (ConsentPurpose.NEED_ON_BEHALF, 1, NEED_ON_BEHALF_DE, NEED_ON_BEHALF_EN),
    (ConsentPurpose.BOARD, 1, BOARD_DE, BOARD_EN),
    (ConsentPurpose.NEWSLETTER, 1, NEWSLETTER_DE, NEWSLETTER_EN),
]


def load() -> dict[str, Tally]:
    """Store the current wordings and return the tally; a stored version is never overwritten."""
    rows = [
        {
            "purpose": purpose,
            "version": version,
            "text_de": text_de,
            "text_en": text_en,
            "sha256": text_digest(text_de, text_en),
        }
        for purpose, version, text_de, text_en in WORDINGS
    ]
    return {"consent texts": sync_rows(ConsentText, ("purpose", "version"), rows, overwrite=False)}
